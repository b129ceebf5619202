-- 全庁指示 (clause 7(2)ア(ア)). A decision that instructs the city becomes a directive: text, to whom, by
-- when. Issuing it makes one delivery for each section it is for, all of them in one transaction; what a
-- section answers is appended. Beside them the guidance and advice of the network security manager to
-- sections (7(1)ウ(キ)), and that a case was referred to the discipline committee, without its contents.

CREATE TABLE directive (
    id bigint GENERATED ALWAYS AS IDENTITY,
    fiscal_year integer,
    number integer,
    doc_number text NOT NULL DEFAULT '',
    source text NOT NULL,
    decision_id bigint,
    title text NOT NULL,
    body text NOT NULL,
    audience text NOT NULL DEFAULT 'all',
    units bigint[] NOT NULL DEFAULT '{}',
    due date,
    needs_reply boolean NOT NULL DEFAULT true,
    state text NOT NULL DEFAULT 'draft',
    issued_at timestamptz,
    issued_by bigint,
    closed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT directive_pk PRIMARY KEY (id),
    CONSTRAINT directive_number_once UNIQUE (fiscal_year, number),
    CONSTRAINT directive_decision_fk FOREIGN KEY (decision_id) REFERENCES decision (id),
    CONSTRAINT directive_issued_by_fk FOREIGN KEY (issued_by) REFERENCES person (id),
    CONSTRAINT directive_source_known CHECK (source IN (
        'committee_decision', 'ciso_incident_decision', 'operational_review', 'nsm_instruction')),
    CONSTRAINT directive_decision_given CHECK ((source = 'committee_decision') = (decision_id IS NOT NULL)),
    CONSTRAINT directive_audience_known CHECK (audience IN ('all', 'listed')),
    CONSTRAINT directive_units_listed CHECK (audience = 'listed' OR units = '{}'),
    CONSTRAINT directive_state_known CHECK (state IN ('draft', 'issued', 'closed', 'discarded')),
    CONSTRAINT directive_issued CHECK (
        state NOT IN ('issued', 'closed') OR num_nulls(fiscal_year, number, issued_at) = 0),
    CONSTRAINT directive_text_length CHECK (
        length(title) BETWEEN 1 AND 120 AND length(body) BETWEEN 1 AND 4000 AND length(doc_number) <= 60)
);
CREATE INDEX directive_newest ON directive (issued_at DESC, id DESC);
CREATE INDEX directive_decision ON directive (decision_id);
COMMENT ON TABLE directive IS '全庁指示. Written while a draft; issued it stands as it is (0039).';
COMMENT ON COLUMN directive.units IS 'org_unit.id of the sections it is for; audience all: those in force on the day of issue.';
GRANT SELECT,
      INSERT (source, decision_id, title, body, audience, units, due, needs_reply, doc_number),
      UPDATE (title, body, audience, units, due, needs_reply, doc_number, updated_at, updated_by,
              row_version)
   ON directive TO mamori_server;

CREATE TABLE directive_counter (
    fiscal_year integer NOT NULL,
    last_no integer NOT NULL,
    CONSTRAINT directive_counter_pk PRIMARY KEY (fiscal_year)
);
COMMENT ON TABLE directive_counter IS 'The last number of each fiscal year: no gap, no double (BR-CA-05).';
GRANT SELECT ON directive_counter TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('directive_counter', 'follows from the issues, which are logged');

CREATE TABLE directive_step (
    id bigint GENERATED ALWAYS AS IDENTITY,
    directive_id bigint NOT NULL,
    event text NOT NULL,
    text text NOT NULL DEFAULT '',
    actor_id bigint DEFAULT viewer(),
    at timestamptz NOT NULL DEFAULT instant(),
    CONSTRAINT directive_step_pk PRIMARY KEY (id),
    CONSTRAINT directive_step_directive_fk FOREIGN KEY (directive_id) REFERENCES directive (id),
    CONSTRAINT directive_step_event_known CHECK (event IN ('issue', 'remind', 'close', 'discard')),
    CONSTRAINT directive_step_text_length CHECK (length(text) <= 1000)
);
CREATE INDEX directive_step_directive ON directive_step (directive_id);
COMMENT ON TABLE directive_step IS 'What was done with a directive, appended; its trigger moves it.';
GRANT SELECT, INSERT (directive_id, event, text) ON directive_step TO mamori_server;

CREATE TABLE directive_delivery (
    id bigint GENERATED ALWAYS AS IDENTITY,
    directive_id bigint NOT NULL,
    org_unit_id bigint NOT NULL,
    delivered_at timestamptz NOT NULL DEFAULT instant(),
    CONSTRAINT directive_delivery_pk PRIMARY KEY (id),
    CONSTRAINT directive_delivery_once UNIQUE (directive_id, org_unit_id),
    CONSTRAINT directive_delivery_directive_fk FOREIGN KEY (directive_id) REFERENCES directive (id),
    CONSTRAINT directive_delivery_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id)
);
CREATE INDEX directive_delivery_unit ON directive_delivery (org_unit_id);
COMMENT ON TABLE directive_delivery IS
    '到達: one for each section, made by the issue (BR-CM-11). After a reorganization the successor answers: unit_today().';
GRANT SELECT ON directive_delivery TO mamori_server;

CREATE TABLE directive_answer (
    id bigint GENERATED ALWAYS AS IDENTITY,
    delivery_id bigint NOT NULL,
    kind text NOT NULL,
    text text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT instant(),
    person_id bigint DEFAULT viewer(),
    CONSTRAINT directive_answer_pk PRIMARY KEY (id),
    CONSTRAINT directive_answer_delivery_fk FOREIGN KEY (delivery_id) REFERENCES directive_delivery (id),
    CONSTRAINT directive_answer_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT directive_answer_kind_known CHECK (kind IN ('confirm', 'report')),
    CONSTRAINT directive_answer_report_says CHECK (kind <> 'report' OR text <> ''),
    CONSTRAINT directive_answer_text_length CHECK (length(text) <= 2000)
);
CREATE UNIQUE INDEX directive_confirmed_once ON directive_answer (delivery_id) WHERE kind = 'confirm';
CREATE INDEX directive_answer_delivery ON directive_answer (delivery_id);
COMMENT ON TABLE directive_answer IS
    '確認 once for each section, 実施報告 as often as there is something to say: the first makes it 実施済.';
GRANT SELECT, INSERT (delivery_id, kind, text) ON directive_answer TO mamori_server;

-- Who answers for a section: its head and its leaders (clause 7(1)エ, オ).
CREATE FUNCTION own_directive_units() RETURNS TABLE (org_unit_id bigint)
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY WITH RECURSIVE own AS (
        SELECT r.org_unit_id AS id, 0 AS step
          FROM effective_role r
         WHERE r.person_id = viewer() AND r.org_unit_id IS NOT NULL
           AND r.role_code IN ('system_security_manager', 'it_promotion_leader')
           AND is_in_force(r.valid_from, r.valid_to, today()) AND may('directive_answer')
        UNION
        SELECT u.id, o.step + 1
          FROM own o JOIN org_unit u ON u.successor_id = o.id
         WHERE o.step < 20)
    SELECT DISTINCT own.id FROM own;
END $$;

CREATE FUNCTION workplace_units() RETURNS TABLE (org_unit_id bigint)
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY WITH RECURSIVE own AS (
        SELECT a.org_unit_id AS id, 0 AS step
          FROM person_assignment a
         WHERE a.person_id = viewer() AND is_in_force(a.valid_from, a.valid_to, today())
        UNION
        SELECT u.id, o.step + 1
          FROM own o JOIN org_unit u ON u.successor_id = o.id
         WHERE o.step < 20)
    SELECT DISTINCT own.id FROM own;
END $$;
COMMENT ON FUNCTION workplace_units IS 'The units the viewer works in today, and what they were before.';

CREATE FUNCTION keeps_directive(directive directive) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN viewer() IS NULL OR may('directive_issue')
       AND (directive.source <> 'nsm_instruction'
            OR acts_as('network_security_manager') OR may('meeting_maintain'));
COMMENT ON FUNCTION keeps_directive IS
    'The secretariat delivers (7(1)キ(ウ)); an instruction of the network security manager is that manager''s, or the acting deputy''s, too.';

CREATE FUNCTION sees_directive(directive directive) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN may('directive_read_all') AND (directive.state <> 'draft' OR keeps_directive(directive))
        OR directive.state IN ('issued', 'closed') AND may('meeting_read')
           AND (directive.audience = 'all'
                OR EXISTS (SELECT FROM directive_delivery d
                            WHERE d.directive_id = directive.id
                              AND d.org_unit_id IN (SELECT w.org_unit_id FROM workplace_units() w
                                                     UNION SELECT o.org_unit_id FROM own_directive_units() o)));
COMMENT ON FUNCTION sees_directive IS
    'Domain 3.13: what was issued to all or to one''s own section; drafts only who keeps them.';

CREATE FUNCTION sees_decision(decision decision) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id
                    WHERE i.id = decision.item_id
                      AND (sees_meeting(m) OR m.is_public AND m.state = 'minutes_final'))
        OR EXISTS (SELECT FROM directive d
                    WHERE d.decision_id = decision.id AND d.state IN ('issued', 'closed')
                      AND sees_directive(d));
COMMENT ON FUNCTION sees_decision IS
    'The members and officers; everybody else what the city was instructed by, and public meetings once minuted.';

CREATE FUNCTION decision_is_instructed(decision decision) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN decision.outcome <> 'adopted' OR decision.rule <> 'consensus'
        OR decision.instruction IS NOT DISTINCT FROM 'none'
        OR coalesce(decision.instruction, 'directive') = 'directive'
           AND EXISTS (SELECT FROM directive d
                        WHERE d.decision_id = decision.id AND d.state IN ('issued', 'closed'));
COMMENT ON FUNCTION decision_is_instructed IS
    'BR-CM-11: an adopted decision has its directive issued, or says 指示なし, before the minutes go out.';

CREATE FUNCTION directive_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT keeps_directive(NEW), 'directive_by_secretariat'),
            refuse_if(TG_OP = 'UPDATE' AND OLD.state <> 'draft'
                      AND (to_jsonb(OLD) - ARRAY['state', 'closed_at', 'updated_at', 'updated_by', 'row_version'])
                       <> (to_jsonb(NEW) - ARRAY['state', 'closed_at', 'updated_at', 'updated_by', 'row_version']),
                      'directive_is_issued'),
            refuse_if(NEW.decision_id IS NOT NULL AND NOT EXISTS (
                          SELECT FROM decision d WHERE d.id = NEW.decision_id AND d.outcome = 'adopted'),
                      'directive_of_adopted'),
            refuse_if(EXISTS (SELECT FROM unnest(NEW.units) x (id)
                               WHERE NOT EXISTS (SELECT FROM org_unit u
                                                  WHERE u.id = x.id AND u.is_user_section)),
                      'directive_units_exist');
    RETURN NEW;
END $$;
CREATE TRIGGER directive_check BEFORE INSERT OR UPDATE ON directive
    FOR EACH ROW EXECUTE FUNCTION directive_check();

CREATE FUNCTION directive_take_number(year integer) RETURNS integer LANGUAGE sql AS $$
    INSERT INTO directive_counter AS c (fiscal_year, last_no) VALUES (year, 1)
    ON CONFLICT (fiscal_year) DO UPDATE SET last_no = c.last_no + 1
    RETURNING last_no
$$;

CREATE FUNCTION directive_step_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept directive;
BEGIN
    IF viewer() IS NOT NULL THEN
        NEW.actor_id := viewer();
        NEW.at := instant();
    END IF;
    SELECT * INTO kept FROM directive WHERE id = NEW.directive_id FOR UPDATE;
    PERFORM refuse_if(NOT keeps_directive(kept), 'directive_by_secretariat'),
            refuse_if(kept.state <> CASE WHEN NEW.event IN ('issue', 'discard') THEN 'draft'
                                         ELSE 'issued' END, 'directive_state_changed');
    IF NEW.event = 'issue' THEN
        PERFORM refuse_if(kept.due < tokyo_day(NEW.at), 'directive_due_ahead'),
                refuse_if(kept.audience = 'listed' AND kept.units = '{}', 'directive_units_given');
        INSERT INTO directive_delivery (directive_id, org_unit_id, delivered_at)
        SELECT kept.id, u.id, NEW.at FROM org_unit u
         WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, tokyo_day(NEW.at))
           AND (kept.audience = 'all' OR u.id IN (SELECT unit_today(x) FROM unnest(kept.units) x));
        kept.fiscal_year := fiscal_year(tokyo_day(NEW.at));
        kept.number := directive_take_number(kept.fiscal_year);
        UPDATE directive SET fiscal_year = kept.fiscal_year, number = kept.number, issued_at = NEW.at,
                             issued_by = NEW.actor_id, state = 'issued', updated_at = instant(),
                             updated_by = viewer(), row_version = row_version + 1
         WHERE id = kept.id;
    ELSIF NEW.event IN ('close', 'discard') THEN
        UPDATE directive SET state = CASE NEW.event WHEN 'close' THEN 'closed' ELSE 'discarded' END,
                             closed_at = NEW.at, updated_at = instant(), updated_by = viewer(),
                             row_version = row_version + 1
         WHERE id = kept.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER directive_step_apply BEFORE INSERT ON directive_step
    FOR EACH ROW EXECUTE FUNCTION directive_step_apply();

CREATE FUNCTION directive_answer_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    delivery directive_delivery;
BEGIN
    SELECT * INTO delivery FROM directive_delivery WHERE id = NEW.delivery_id;
    IF viewer() IS NOT NULL THEN
        NEW.person_id := viewer();
        NEW.at := instant();
        PERFORM refuse_if(NOT EXISTS (SELECT FROM own_directive_units() o
                                       WHERE o.org_unit_id = delivery.org_unit_id),
                          'directive_answer_by_section');
    END IF;
    PERFORM refuse_if((SELECT d.state FROM directive d WHERE d.id = delivery.directive_id) <> 'issued',
                      'directive_state_changed'),
            refuse_if(NEW.kind = 'report'
                      AND NOT EXISTS (SELECT FROM directive_answer a
                                       WHERE a.delivery_id = NEW.delivery_id AND a.kind = 'confirm'),
                      'directive_confirmed_first');
    RETURN NEW;
END $$;
CREATE TRIGGER directive_answer_check BEFORE INSERT ON directive_answer
    FOR EACH ROW EXECUTE FUNCTION directive_answer_check();

CREATE TRIGGER directive_audit AFTER INSERT OR UPDATE OR DELETE ON directive
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER directive_step_audit AFTER INSERT OR UPDATE OR DELETE ON directive_step
    FOR EACH ROW EXECUTE FUNCTION audit_change('directive_id');
CREATE TRIGGER directive_delivery_audit AFTER INSERT OR UPDATE OR DELETE ON directive_delivery
    FOR EACH ROW EXECUTE FUNCTION audit_change('directive_id');
CREATE TRIGGER directive_answer_audit AFTER INSERT OR UPDATE OR DELETE ON directive_answer
    FOR EACH ROW EXECUTE FUNCTION audit_change('delivery_id');

-- 指導・助言、質問 ---------------------------------------------------------------------------------------

CREATE TABLE guidance (
    id bigint GENERATED ALWAYS AS IDENTITY,
    org_unit_id bigint NOT NULL,
    kind text NOT NULL,
    reply_to_id bigint,
    title text NOT NULL,
    body text NOT NULL,
    at timestamptz NOT NULL DEFAULT instant(),
    person_id bigint NOT NULL DEFAULT viewer(),
    acting_record_id bigint,
    CONSTRAINT guidance_pk PRIMARY KEY (id),
    CONSTRAINT guidance_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id),
    CONSTRAINT guidance_reply_fk FOREIGN KEY (reply_to_id) REFERENCES guidance (id),
    CONSTRAINT guidance_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT guidance_acting_fk FOREIGN KEY (acting_record_id) REFERENCES acting_record (id),
    CONSTRAINT guidance_kind_known CHECK (kind IN ('guidance', 'advice', 'question', 'answer', 'comment')),
    CONSTRAINT guidance_reply CHECK ((kind IN ('answer', 'comment')) = (reply_to_id IS NOT NULL)),
    CONSTRAINT guidance_text_length CHECK (
        length(title) BETWEEN 1 AND 120 AND length(body) BETWEEN 1 AND 4000)
);
CREATE INDEX guidance_unit ON guidance (org_unit_id, at DESC);
CREATE INDEX guidance_reply ON guidance (reply_to_id);
COMMENT ON TABLE guidance IS
    '指導・助言の記録 of the network security manager to a section, and what the section asks (clause 7(1)ウ(キ)). Appended only.';
GRANT SELECT, INSERT (org_unit_id, kind, reply_to_id, title, body, acting_record_id) ON guidance
   TO mamori_server;
CREATE TRIGGER guidance_audit AFTER INSERT OR UPDATE OR DELETE ON guidance
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');

CREATE FUNCTION sees_guidance(guidance guidance) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN may('directive_read_all')
        OR guidance.org_unit_id IN (SELECT o.org_unit_id FROM own_directive_units() o);
COMMENT ON FUNCTION sees_guidance IS 'The section''s head and leaders, and the officers.';

CREATE FUNCTION guidance_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    begun guidance;
BEGIN
    SELECT * INTO begun FROM guidance WHERE id = NEW.reply_to_id;
    IF viewer() IS NOT NULL THEN
        NEW.person_id := viewer();
        NEW.at := instant();
        PERFORM refuse_if(NEW.kind IN ('guidance', 'advice', 'answer')
                          AND NOT (acts_as('network_security_manager') OR may('meeting_maintain')),
                          'guidance_by_manager'),
                refuse_if(NEW.kind IN ('question', 'comment')
                          AND NOT EXISTS (SELECT FROM own_directive_units() o
                                           WHERE o.org_unit_id = NEW.org_unit_id), 'guidance_of_section');
    END IF;
    PERFORM refuse_if(begun.id IS NOT NULL
                      AND (begun.org_unit_id <> NEW.org_unit_id OR begun.reply_to_id IS NOT NULL),
                      'guidance_reply_fits');
    RETURN NEW;
END $$;
CREATE TRIGGER guidance_check BEFORE INSERT ON guidance
    FOR EACH ROW EXECUTE FUNCTION guidance_check();

-- 綱紀審査委員会への付議 -----------------------------------------------------------------------------------

CREATE TABLE discipline_referral (
    id bigint GENERATED ALWAYS AS IDENTITY,
    incident_ref text NOT NULL DEFAULT '',
    referred_on date NOT NULL,
    referred_by_unit_id bigint NOT NULL,
    reference_no text NOT NULL,
    closed_on date,
    parties bigint[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT discipline_referral_pk PRIMARY KEY (id),
    CONSTRAINT discipline_referral_no_once UNIQUE (reference_no),
    CONSTRAINT discipline_referral_unit_fk FOREIGN KEY (referred_by_unit_id) REFERENCES org_unit (id),
    CONSTRAINT discipline_referral_days CHECK (closed_on >= referred_on),
    CONSTRAINT discipline_referral_text_length CHECK (
        length(incident_ref) <= 60 AND length(reference_no) BETWEEN 1 AND 60)
);
COMMENT ON TABLE discipline_referral IS
    '付議記録: that a case was referred, and nothing of what it is about (BR-CM-14).';
COMMENT ON COLUMN discipline_referral.parties IS
    'person.id of those concerned, who cannot open it whatever their role.';
GRANT SELECT,
      INSERT (incident_ref, referred_on, referred_by_unit_id, reference_no, closed_on, parties),
      UPDATE (closed_on, parties, incident_ref, updated_at, updated_by, row_version)
   ON discipline_referral TO mamori_server;
CREATE TRIGGER discipline_referral_audit AFTER INSERT OR UPDATE OR DELETE ON discipline_referral
    FOR EACH ROW EXECUTE FUNCTION audit_change('id', 'parties', 'incident_ref');

CREATE FUNCTION heads_personnel_section() RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM unit_head(today()) h JOIN org_unit u ON u.id = h.org_unit_id
                    WHERE h.person_id = viewer()
                      AND u.code = setting_text('discipline.personnel_unit'));
END $$;
COMMENT ON FUNCTION heads_personnel_section IS 'Whether the viewer heads the section that refers cases (人事課), by the code of the setting.';

CREATE FUNCTION sees_referral(referral discipline_referral) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (may('discipline_read') OR heads_personnel_section())
       AND NOT viewer() = ANY (referral.parties);
