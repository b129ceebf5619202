-- 例外措置 (clause 8). A request is a small row with its state; what it says stands in revisions, of
-- which the last may be written until it is filed and is frozen then, with the hash of its text; what
-- was done about it stands in steps, appended one after the other. The state of a request changes by
-- appending a step and in no other way: the trigger of the steps (0028) sets it, and the server's
-- role may update neither the state nor a frozen revision, nor a step or a period.
--
-- Which transition is open in which state is the one table in modules/exceptions/exception.c. Who may
-- decide is held here once more (0028): a decision is the CISO's alone, whatever the code forgets.

CREATE FUNCTION fiscal_year(day date) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN extract(year FROM day - interval '3 months')::integer;
COMMENT ON FUNCTION fiscal_year IS 'BR-CA-01: it begins on 1 April.';

CREATE TABLE exception_request (
    id bigint GENERATED ALWAYS AS IDENTITY,
    request_no text,
    fiscal_year integer,
    seq_no integer,
    kind text NOT NULL,
    state text NOT NULL DEFAULT 'draft',
    applicant_role text NOT NULL,
    applicant_unit_id bigint NOT NULL,
    applicant_id bigint,
    drafter_id bigint NOT NULL,
    follows_id bigint,
    is_migrated boolean NOT NULL DEFAULT false,
    filed_at timestamptz,
    decided_at timestamptz,
    decision text,
    period_from date,
    period_to date,
    acknowledged_at timestamptz,
    outcome text,
    follow_up_due date,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT exception_request_pk PRIMARY KEY (id),
    CONSTRAINT exception_request_no_unique UNIQUE (request_no),
    CONSTRAINT exception_request_seq_unique UNIQUE (fiscal_year, seq_no),
    CONSTRAINT exception_request_unit_fk FOREIGN KEY (applicant_unit_id) REFERENCES org_unit (id),
    CONSTRAINT exception_request_applicant_fk FOREIGN KEY (applicant_id) REFERENCES person (id),
    CONSTRAINT exception_request_drafter_fk FOREIGN KEY (drafter_id) REFERENCES person (id),
    CONSTRAINT exception_request_follows_fk FOREIGN KEY (follows_id) REFERENCES exception_request (id),
    CONSTRAINT exception_request_kind_known CHECK (kind IN ('prior', 'emergency')),
    CONSTRAINT exception_request_state_known CHECK (
        state IN ('draft', 'awaiting_manager', 'returned', 'discarded', 'withdrawn', 'closed')
        OR kind = 'prior' AND state IN ('filed', 'under_review', 'pending_ciso', 'permitted',
            'permitted_with_conditions', 'refused', 'extension_pending', 'termination_reported',
            'revoked')
        OR kind = 'emergency' AND state IN ('reported', 'acknowledged')),
    CONSTRAINT exception_request_applicant_role_known CHECK (
        applicant_role IN ('network_security_manager', 'system_security_manager')),
    CONSTRAINT exception_request_numbered CHECK (
        num_nonnulls(request_no, fiscal_year, seq_no) IN (0, 3)
        AND request_no = fiscal_year || '-例-' || lpad(seq_no::text, greatest(3, length(seq_no::text)), '0')),
    CONSTRAINT exception_request_filed CHECK (
        state IN ('draft', 'awaiting_manager', 'discarded') OR request_no IS NOT NULL),
    CONSTRAINT exception_request_discarded_without_number CHECK (
        state <> 'discarded' OR request_no IS NULL),
    CONSTRAINT exception_request_outcome_known CHECK (
        outcome IN ('ended_confirmed', 'continue_needs_application', 'stop_ordered'))
);
CREATE INDEX exception_request_ledger ON exception_request (fiscal_year DESC, seq_no DESC);
CREATE INDEX exception_request_unit ON exception_request (applicant_unit_id, fiscal_year DESC, seq_no DESC);
CREATE INDEX exception_request_state ON exception_request
    (state, period_to, period_from, fiscal_year DESC, seq_no DESC);
CREATE INDEX exception_request_follows ON exception_request (follows_id) WHERE follows_id IS NOT NULL;
COMMENT ON TABLE exception_request IS
    '例外措置. Written by the trigger of exception_step alone, but for the row a draft begins with.';
COMMENT ON COLUMN exception_request.state IS
    'What was last done. What staff read (実施中, 期間満了) follows from it and the day: exception_status().';
COMMENT ON COLUMN exception_request.applicant_unit_id IS
    'The section as it was; after a reorganization its successor keeps the request (BR-EX-15): unit_today().';
COMMENT ON COLUMN exception_request.period_to IS 'The end of the last permitted period.';
COMMENT ON COLUMN exception_request.follows_id IS
    'The emergency report that this prior application goes on from (BR-EX-12).';
GRANT SELECT,
      INSERT (kind, applicant_role, applicant_unit_id, drafter_id, follows_id, is_migrated,
              created_at, created_by),
      UPDATE (updated_at, updated_by, row_version)
   ON exception_request TO mamori_server;

CREATE TABLE exception_counter (
    fiscal_year integer NOT NULL,
    last_no integer NOT NULL,
    CONSTRAINT exception_counter_pk PRIMARY KEY (fiscal_year),
    CONSTRAINT exception_counter_positive CHECK (last_no > 0)
);
COMMENT ON TABLE exception_counter IS
    'The last number of each fiscal year. Taken last of all locks, in the transaction of the filing: no gap, no double (BR-CA-05).';
GRANT SELECT ON exception_counter TO mamori_server;

CREATE TABLE exception_revision (
    id bigint GENERATED ALWAYS AS IDENTITY,
    request_id bigint NOT NULL,
    revision_no integer NOT NULL DEFAULT 1,
    title text NOT NULL DEFAULT '',
    clauses bigint[] NOT NULL DEFAULT '{}',
    requirement_text text NOT NULL DEFAULT '',
    measure_type text,
    ground_difficulty text NOT NULL DEFAULT '',
    ground_continuity text NOT NULL DEFAULT '',
    ground_reason text NOT NULL DEFAULT '',
    measure_text text NOT NULL DEFAULT '',
    compensating text NOT NULL DEFAULT '',
    threats text[] NOT NULL DEFAULT '{}',
    risk_text text NOT NULL DEFAULT '',
    residual_risk text,
    assets text NOT NULL DEFAULT '',
    no_asset_reason text NOT NULL DEFAULT '',
    info_class text,
    users text NOT NULL DEFAULT '',
    period_from date,
    period_to date,
    resolution_plan text NOT NULL DEFAULT '',
    started_at timestamptz,
    urgency_reason text NOT NULL DEFAULT '',
    why_unavoidable text NOT NULL DEFAULT '',
    oral_report_at timestamptz,
    oral_report_to text NOT NULL DEFAULT '',
    current_condition text NOT NULL DEFAULT '',
    ended_at timestamptz,
    still_needed boolean,
    delay_reason text NOT NULL DEFAULT '',
    frozen_at timestamptz,
    canonical text,
    sha256 text,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    CONSTRAINT exception_revision_pk PRIMARY KEY (id),
    CONSTRAINT exception_revision_no UNIQUE (request_id, revision_no),
    CONSTRAINT exception_revision_request_fk FOREIGN KEY (request_id) REFERENCES exception_request (id),
    CONSTRAINT exception_revision_measure_known CHECK (
        measure_type IN ('alternative_method', 'non_implementation')),
    CONSTRAINT exception_revision_threats_known CHECK (threats <@ '{external,insider,other}'),
    CONSTRAINT exception_revision_risk_known CHECK (residual_risk IN ('low', 'middle', 'high')),
    CONSTRAINT exception_revision_class_known CHECK (
        info_class IN ('3A', '3B', '3C', '2', '1', 'none')),
    CONSTRAINT exception_revision_text_length CHECK (
        length(title) <= 160 AND length(requirement_text) <= 800 AND length(ground_difficulty) <= 2000
        AND length(ground_continuity) <= 2000 AND length(ground_reason) <= 2000
        AND length(measure_text) <= 4000 AND length(compensating) <= 4000 AND length(risk_text) <= 4000
        AND length(assets) <= 4000 AND length(no_asset_reason) <= 800 AND length(users) <= 400
        AND length(resolution_plan) <= 2000 AND length(urgency_reason) <= 2000
        AND length(why_unavoidable) <= 2000 AND length(oral_report_to) <= 200
        AND length(current_condition) <= 2000 AND length(delay_reason) <= 2000),
    CONSTRAINT exception_revision_frozen CHECK (
        num_nonnulls(frozen_at, canonical, sha256) IN (0, 3)),
    CONSTRAINT exception_revision_hash CHECK (
        sha256 = encode(sha256(convert_to(canonical, 'UTF8')), 'hex'))
);
CREATE INDEX exception_revision_clauses ON exception_revision USING gin (clauses);
COMMENT ON TABLE exception_revision IS
    'What a request says. The last one may be written while it is a draft; filing freezes it for ever, and a return makes the next (BR-EX-07).';
COMMENT ON COLUMN exception_revision.clauses IS
    'clause.id in the order of the form: the clause of one exact version, whose text never changes (BR-EX-14).';
COMMENT ON COLUMN exception_revision.threats IS 'Which of the threats of clause 3: external (3(1)), insider (3(2)), other.';
COMMENT ON COLUMN exception_revision.assets IS
    'One asset a line, in words until the register names them.';
COMMENT ON COLUMN exception_revision.canonical IS
    'The text the hash is of: JSON of every field, in the order PostgreSQL keeps the names of a jsonb, instants in UTC.';
GRANT SELECT,
      INSERT (request_id, title, clauses, requirement_text, measure_type, ground_difficulty,
              ground_continuity, ground_reason, measure_text, compensating, threats, risk_text,
              residual_risk, assets, no_asset_reason, info_class, users, period_from, period_to,
              resolution_plan, started_at, urgency_reason, why_unavoidable, oral_report_at,
              oral_report_to, current_condition, ended_at, still_needed, delay_reason),
      UPDATE (title, clauses, requirement_text, measure_type, ground_difficulty, ground_continuity,
              ground_reason, measure_text, compensating, threats, risk_text, residual_risk, assets,
              no_asset_reason, info_class, users, period_from, period_to, resolution_plan, started_at,
              urgency_reason, why_unavoidable, oral_report_at, oral_report_to, current_condition,
              ended_at, still_needed, delay_reason, updated_at, updated_by)
   ON exception_revision TO mamori_server;

CREATE VIEW exception_current AS
    SELECT DISTINCT ON (request_id) * FROM exception_revision ORDER BY request_id, revision_no DESC;
COMMENT ON VIEW exception_current IS 'The last revision of each request.';
GRANT SELECT ON exception_current TO mamori_server;

CREATE TABLE exception_step (
    id bigint GENERATED ALWAYS AS IDENTITY,
    request_id bigint NOT NULL,
    seq integer NOT NULL DEFAULT 0,
    event text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    actor_id bigint NOT NULL DEFAULT viewer(),
    actor_role text NOT NULL,
    acting_record_id bigint,
    revision_id bigint,
    result text,
    text text NOT NULL DEFAULT '',
    checks text[] NOT NULL DEFAULT '{}',
    residual_risk text,
    at timestamptz NOT NULL DEFAULT instant(),
    recorded_at timestamptz NOT NULL DEFAULT instant(),
    CONSTRAINT exception_step_pk PRIMARY KEY (id),
    CONSTRAINT exception_step_seq UNIQUE (request_id, seq),
    CONSTRAINT exception_step_request_fk FOREIGN KEY (request_id) REFERENCES exception_request (id),
    CONSTRAINT exception_step_actor_fk FOREIGN KEY (actor_id) REFERENCES person (id),
    CONSTRAINT exception_step_role_fk FOREIGN KEY (actor_role) REFERENCES role_definition (code),
    CONSTRAINT exception_step_revision_fk FOREIGN KEY (revision_id) REFERENCES exception_revision (id),
    CONSTRAINT exception_step_acting_fk FOREIGN KEY (acting_record_id) REFERENCES acting_record (id),
    CONSTRAINT exception_step_event_known CHECK (event IN (
        'leader_file', 'manager_file', 'manager_return', 'hand_over', 'discard', 'withdraw',
        'secretariat_check', 'return', 'nsm_opinion', 'iso_opinion', 'expert_advice', 'forward',
        'permit', 'permit_with_conditions', 'refuse', 'ciso_return', 'revoke',
        'extension_file', 'extension_permit', 'extension_refuse', 'interim_review', 'condition_met',
        'termination_report', 'termination_accept', 'termination_reject', 'takeover_confirm',
        'ciso_acknowledge', 'follow_up_filed', 'migrate')),
    CONSTRAINT exception_step_reason_given CHECK (
        length(text) >= 10 OR event NOT IN ('manager_return', 'return', 'ciso_return', 'refuse',
            'permit_with_conditions', 'revoke', 'extension_refuse', 'termination_reject')),
    CONSTRAINT exception_step_migrated_number CHECK (
        event <> 'migrate' OR result ~ '^20[0-9]{2}-例-[0-9]{3,6}$'),
    CONSTRAINT exception_step_outcome_known CHECK (
        event <> 'ciso_acknowledge'
        OR result IN ('ended_confirmed', 'continue_needs_application', 'stop_ordered')),
    CONSTRAINT exception_step_leads_to CHECK (CASE
        WHEN event = 'leader_file' THEN to_state = 'awaiting_manager'
        WHEN event = 'manager_file' THEN to_state IN ('filed', 'reported')
        WHEN event = 'manager_return' THEN to_state IN ('draft', 'returned')
        WHEN event = 'hand_over' THEN from_state IN ('draft', 'returned') AND to_state = from_state
        WHEN event = 'discard' THEN to_state = 'discarded'
        WHEN event = 'withdraw' THEN to_state = 'withdrawn'
        WHEN event = 'secretariat_check' THEN from_state = 'filed' AND to_state = 'under_review'
        WHEN event = 'return' THEN from_state = 'under_review' AND to_state = 'returned'
        WHEN event = 'forward' THEN from_state = 'under_review' AND to_state = 'pending_ciso'
        WHEN event = 'permit' THEN from_state = 'pending_ciso' AND to_state = 'permitted'
        WHEN event = 'permit_with_conditions'
        THEN from_state = 'pending_ciso' AND to_state = 'permitted_with_conditions'
        WHEN event = 'refuse' THEN from_state = 'pending_ciso' AND to_state = 'refused'
        WHEN event = 'ciso_return' THEN from_state = 'pending_ciso' AND to_state = 'returned'
        WHEN event = 'revoke' THEN to_state = 'revoked' AND from_state IN (
            'permitted', 'permitted_with_conditions', 'extension_pending')
        WHEN event = 'extension_file' THEN to_state = 'extension_pending' AND from_state IN (
            'permitted', 'permitted_with_conditions')
        WHEN event IN ('extension_permit', 'extension_refuse')
        THEN from_state = 'extension_pending'
             AND to_state IN ('permitted', 'permitted_with_conditions')
        WHEN event = 'termination_report' THEN CASE from_state
            WHEN 'acknowledged' THEN to_state = 'closed'
            ELSE to_state = 'termination_reported' AND from_state IN (
                'permitted', 'permitted_with_conditions', 'extension_pending', 'revoked') END
        WHEN event = 'termination_accept'
        THEN from_state = 'termination_reported' AND to_state = 'closed'
        WHEN event = 'termination_reject' THEN from_state = 'termination_reported'
             AND to_state IN ('permitted', 'permitted_with_conditions', 'revoked')
        WHEN event = 'ciso_acknowledge' THEN from_state = 'reported' AND to_state = 'acknowledged'
        WHEN event = 'follow_up_filed' THEN from_state = 'acknowledged' AND to_state = 'closed'
        WHEN event = 'migrate' THEN from_state = 'draft'
             AND to_state IN ('permitted', 'permitted_with_conditions')
        ELSE to_state = from_state END),
    CONSTRAINT exception_step_text_length CHECK (length(text) <= 4000),
    CONSTRAINT exception_step_opinion_given CHECK (
        event NOT IN ('nsm_opinion', 'iso_opinion', 'expert_advice', 'withdraw') OR length(text) > 0),
    CONSTRAINT exception_step_risk_known CHECK (residual_risk IN ('low', 'middle', 'high'))
);
CREATE INDEX exception_step_actor ON exception_step (actor_id);
COMMENT ON TABLE exception_step IS '審査・決裁記録, appended only. Its trigger moves the request on.';
COMMENT ON CONSTRAINT exception_step_leads_to ON exception_step IS
    'No event but the CISO''s leads to a decision: held here once more, whatever state the program asks for.';
COMMENT ON COLUMN exception_step.at IS
    'When it was done; recorded_at: when it was entered. They differ only for what was kept elsewhere before.';
COMMENT ON COLUMN exception_step.revision_id IS
    'The exact revision it was about; with its hash the decision names one text (BR-EX-07).';
COMMENT ON COLUMN exception_step.result IS
    'nsm_opinion, iso_opinion: agree, agree_with_conditions, disagree; ciso_acknowledge: the outcome; hand_over: the new drafter''s staff number.';
GRANT SELECT,
      INSERT (request_id, event, from_state, to_state, actor_id, actor_role, acting_record_id, result,
              text, checks, residual_risk, at)
   ON exception_step TO mamori_server;

CREATE TABLE exception_period (
    id bigint GENERATED ALWAYS AS IDENTITY,
    request_id bigint NOT NULL,
    period_no integer NOT NULL DEFAULT 0,
    step_id bigint NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    CONSTRAINT exception_period_pk PRIMARY KEY (id),
    CONSTRAINT exception_period_no UNIQUE (request_id, period_no),
    CONSTRAINT exception_period_step UNIQUE (step_id),
    CONSTRAINT exception_period_request_fk FOREIGN KEY (request_id) REFERENCES exception_request (id),
    CONSTRAINT exception_period_step_fk FOREIGN KEY (step_id) REFERENCES exception_step (id),
    CONSTRAINT exception_period_order CHECK (period_to >= period_from),
    CONSTRAINT exception_period_once EXCLUDE USING gist (
        request_id WITH =, daterange(period_from, period_to, '[]') WITH &&)
);
COMMENT ON TABLE exception_period IS '許可期間: one for the permission and one for each extension, without gap or overlap (BR-EX-08).';
GRANT SELECT, INSERT (request_id, step_id, period_from, period_to) ON exception_period TO mamori_server;

CREATE TABLE exception_condition (
    id bigint GENERATED ALWAYS AS IDENTITY,
    request_id bigint NOT NULL,
    step_id bigint NOT NULL,
    ord integer NOT NULL,
    text text NOT NULL,
    due date,
    CONSTRAINT exception_condition_pk PRIMARY KEY (id),
    CONSTRAINT exception_condition_ord UNIQUE (step_id, ord),
    CONSTRAINT exception_condition_request_fk FOREIGN KEY (request_id) REFERENCES exception_request (id),
    CONSTRAINT exception_condition_step_fk FOREIGN KEY (step_id) REFERENCES exception_step (id),
    CONSTRAINT exception_condition_text_length CHECK (length(text) BETWEEN 1 AND 1000)
);
CREATE INDEX exception_condition_request ON exception_condition (request_id);
CREATE INDEX exception_condition_due ON exception_condition (due) WHERE due IS NOT NULL;
COMMENT ON TABLE exception_condition IS '許可の条件, as the CISO decided them.';
GRANT SELECT, INSERT (request_id, step_id, ord, text, due) ON exception_condition TO mamori_server;

CREATE TABLE exception_condition_met (
    condition_id bigint NOT NULL,
    step_id bigint NOT NULL,
    met_on date NOT NULL,
    CONSTRAINT exception_condition_met_pk PRIMARY KEY (condition_id),
    CONSTRAINT exception_condition_met_condition_fk FOREIGN KEY (condition_id)
        REFERENCES exception_condition (id),
    CONSTRAINT exception_condition_met_step_fk FOREIGN KEY (step_id) REFERENCES exception_step (id)
);
COMMENT ON TABLE exception_condition_met IS 'That a condition was met, and on which day.';
GRANT SELECT, INSERT ON exception_condition_met TO mamori_server;

CREATE TABLE exception_extension (
    step_id bigint NOT NULL,
    request_id bigint NOT NULL,
    progress text NOT NULL,
    resolution_plan text NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    CONSTRAINT exception_extension_pk PRIMARY KEY (step_id),
    CONSTRAINT exception_extension_step_fk FOREIGN KEY (step_id) REFERENCES exception_step (id),
    CONSTRAINT exception_extension_request_fk FOREIGN KEY (request_id) REFERENCES exception_request (id),
    CONSTRAINT exception_extension_period CHECK (period_to >= period_from),
    CONSTRAINT exception_extension_text_length CHECK (
        length(progress) BETWEEN 1 AND 4000 AND length(resolution_plan) BETWEEN 1 AND 2000)
);
CREATE INDEX exception_extension_request ON exception_extension (request_id);
COMMENT ON TABLE exception_extension IS
    '期間延長の申請 (様式3): what the step extension_file asks for; its text is the reason.';
GRANT SELECT, INSERT ON exception_extension TO mamori_server;

CREATE TABLE exception_end_report (
    step_id bigint NOT NULL,
    request_id bigint NOT NULL,
    ended_on date NOT NULL,
    result text NOT NULL,
    restored text NOT NULL,
    media_handled text NOT NULL,
    opinion text NOT NULL DEFAULT '',
    CONSTRAINT exception_end_report_pk PRIMARY KEY (step_id),
    CONSTRAINT exception_end_report_step_fk FOREIGN KEY (step_id) REFERENCES exception_step (id),
    CONSTRAINT exception_end_report_request_fk FOREIGN KEY (request_id) REFERENCES exception_request (id),
    CONSTRAINT exception_end_report_text_length CHECK (
        length(result) BETWEEN 1 AND 4000 AND length(restored) BETWEEN 1 AND 2000
        AND length(media_handled) BETWEEN 1 AND 2000 AND length(opinion) <= 2000)
);
CREATE INDEX exception_end_report_request ON exception_end_report (request_id);
COMMENT ON TABLE exception_end_report IS '終了報告 (様式5): what the step termination_report says.';
GRANT SELECT, INSERT ON exception_end_report TO mamori_server;

CREATE TABLE exception_review (
    step_id bigint NOT NULL,
    request_id bigint NOT NULL,
    still_needed boolean NOT NULL,
    compensating_works boolean NOT NULL,
    CONSTRAINT exception_review_pk PRIMARY KEY (step_id),
    CONSTRAINT exception_review_step_fk FOREIGN KEY (step_id) REFERENCES exception_step (id),
    CONSTRAINT exception_review_request_fk FOREIGN KEY (request_id) REFERENCES exception_request (id)
);
CREATE INDEX exception_review_request ON exception_review (request_id);
COMMENT ON TABLE exception_review IS '期中点検 (BR-EX-17): what the step interim_review found.';
GRANT SELECT, INSERT ON exception_review TO mamori_server;

CREATE TABLE exception_search (
    request_id bigint NOT NULL,
    folded text NOT NULL,
    bigrams text[] NOT NULL,
    CONSTRAINT exception_search_pk PRIMARY KEY (request_id),
    CONSTRAINT exception_search_request_fk FOREIGN KEY (request_id) REFERENCES exception_request (id)
);
CREATE INDEX exception_search_bigrams ON exception_search USING gin (bigrams);
COMMENT ON TABLE exception_search IS
    'Number, section and the texts of the last revision, folded (BR-CA-07), with their character pairs.';
GRANT SELECT, INSERT, UPDATE (folded, bigrams) ON exception_search TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('exception_search', 'derived from the revision'),
    ('exception_counter', 'the numbers stand in the requests');

CREATE TRIGGER exception_request_audit AFTER INSERT OR UPDATE OR DELETE ON exception_request
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER exception_revision_audit AFTER INSERT OR UPDATE OR DELETE ON exception_revision
    FOR EACH ROW EXECUTE FUNCTION audit_change('request_id');
CREATE TRIGGER exception_step_audit AFTER INSERT OR UPDATE OR DELETE ON exception_step
    FOR EACH ROW EXECUTE FUNCTION audit_change('request_id');
CREATE TRIGGER exception_period_audit AFTER INSERT OR UPDATE OR DELETE ON exception_period
    FOR EACH ROW EXECUTE FUNCTION audit_change('request_id');
CREATE TRIGGER exception_condition_audit AFTER INSERT OR UPDATE OR DELETE ON exception_condition
    FOR EACH ROW EXECUTE FUNCTION audit_change('request_id');
CREATE TRIGGER exception_condition_met_audit AFTER INSERT OR UPDATE OR DELETE ON exception_condition_met
    FOR EACH ROW EXECUTE FUNCTION audit_change('condition_id');
CREATE TRIGGER exception_extension_audit AFTER INSERT OR UPDATE OR DELETE ON exception_extension
    FOR EACH ROW EXECUTE FUNCTION audit_change('request_id');
CREATE TRIGGER exception_end_report_audit AFTER INSERT OR UPDATE OR DELETE ON exception_end_report
    FOR EACH ROW EXECUTE FUNCTION audit_change('request_id');
CREATE TRIGGER exception_review_audit AFTER INSERT OR UPDATE OR DELETE ON exception_review
    FOR EACH ROW EXECUTE FUNCTION audit_change('request_id');
