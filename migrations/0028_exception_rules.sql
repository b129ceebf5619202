-- What holds of 例外措置 whoever writes: a request moves by steps alone; filing numbers and freezes it;
-- the CISO alone decides, never on a request he wrote or filed himself (BR-EX-03), and nobody stands
-- in for him (BR-AB-05); a permitted period begins no earlier than its decision (BR-EX-04).
--
-- What a rule is called here is its name in constraint_errors.c. The functions of the triggers belong to
-- the owner and write what the server's role may not.

-- Who is who for a request -----------------------------------------------------------------------------

-- In PL/pgSQL, which keeps its plans: a function in SQL plans the view of all roles at each call, which
-- took forty times as long as to run it.
CREATE FUNCTION bears_for_unit(person bigint, role text, unit bigint, on_day date) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM effective_role r
                    WHERE r.person_id = person AND r.role_code = role AND r.org_unit_id = unit
                      AND is_in_force(r.valid_from, r.valid_to, on_day));
END $$;
COMMENT ON FUNCTION bears_for_unit IS 'Whether a person bears a role for that unit on a day.';

CREATE FUNCTION acts_as_network_security_manager(person bigint, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN bears(person, 'network_security_manager', tokyo_day(at))
        OR EXISTS (SELECT FROM acting_deputy(at) d WHERE d.person_id = person);
END $$;
COMMENT ON FUNCTION acts_as_network_security_manager IS
    'That manager, or while he is absent the deputy the CISO recognised (clause 7(1)ウ(サ)).';

CREATE FUNCTION unit_on(unit bigint, on_day date) RETURNS bigint
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (WITH RECURSIVE line AS (
        SELECT u.id, u.successor_id, 0 AS step FROM org_unit u WHERE u.id = unit
        UNION ALL
        SELECT n.id, n.successor_id, l.step + 1
          FROM line l
          JOIN org_unit n ON n.id = l.successor_id AND n.valid_from <= on_day
         WHERE l.step < 20)
    SELECT id FROM line ORDER BY step DESC LIMIT 1);
END $$;
COMMENT ON FUNCTION unit_on IS 'What became of a unit by a day, by its successors; itself: nothing else.';

CREATE FUNCTION manages_exception(request exception_request, person bigint, at timestamptz)
    RETURNS boolean LANGUAGE sql STABLE
    RETURN CASE request.applicant_role
               WHEN 'network_security_manager' THEN acts_as_network_security_manager(person, at)
               ELSE bears_for_unit(person, 'system_security_manager',
                               unit_on(request.applicant_unit_id, tokyo_day(at)), tokyo_day(at)) END;
COMMENT ON FUNCTION manages_exception IS
    'BR-EX-01, BR-EX-16: who is, at that moment, the manager clause 8 names as the applicant.';

CREATE FUNCTION decides_exception(request exception_request, person bigint, at timestamptz)
    RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN bears(person, 'ciso', tokyo_day(at))
       AND person IS DISTINCT FROM request.drafter_id
       AND person IS DISTINCT FROM request.created_by
       AND person IS DISTINCT FROM request.applicant_id
       AND NOT EXISTS (SELECT FROM exception_step s
                        WHERE s.request_id = request.id
                          AND (s.actor_id = person
                               AND s.event IN ('leader_file', 'manager_file', 'extension_file')
                               OR s.event = 'hand_over'
                                  AND s.result = (SELECT p.staff_no FROM person p WHERE p.id = person)));
END $$;
COMMENT ON FUNCTION decides_exception IS
    'BR-EX-03: the CISO in office on that day, and not of a request he began, wrote or filed himself, nor of one whose extension he asked for: handing it over later changes nothing.';

CREATE FUNCTION own_exception_units() RETURNS TABLE (org_unit_id bigint)
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN QUERY WITH RECURSIVE own AS (
        SELECT r.org_unit_id AS id, 0 AS step
          FROM effective_role r
         WHERE r.person_id = viewer()
           AND r.role_code IN ('system_security_manager', 'it_promotion_leader')
           AND is_in_force(r.valid_from, r.valid_to, today()) AND may('exception_read')
        UNION
        SELECT u.id, o.step + 1
          FROM own o
          JOIN org_unit u ON u.successor_id = o.id
         WHERE o.step < 20)
    SELECT DISTINCT own.id FROM own;
END $$;
COMMENT ON FUNCTION own_exception_units IS
    'The sections the viewer heads or leads today, and the sections they were before.';

CREATE FUNCTION sees_exception(request exception_request) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN request.applicant_unit_id IN (SELECT o.org_unit_id FROM own_exception_units() o)
        OR may('exception_read_all') AND request.request_no IS NOT NULL
        OR may('exception_check')
           AND (request.state = 'awaiting_manager' OR request.drafter_id = viewer())
        OR may('exception_draft') AND request.applicant_role = 'network_security_manager'
           AND acts_as_network_security_manager(viewer(), instant());
COMMENT ON FUNCTION sees_exception IS
    'Domain 3.13: leader and head those of their own section; the others what has been filed; the secretariat also what waits for its head, and what it takes down by telephone; the acting deputy what the absent manager has to file.';

CREATE FUNCTION exception_status(state text, period_from date, period_to date, day date) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN state NOT IN ('permitted', 'permitted_with_conditions', 'extension_pending')
                THEN state
                WHEN day > period_to THEN 'expired'
                WHEN state = 'extension_pending' OR day < period_from THEN state
                ELSE 'in_effect' END;
COMMENT ON FUNCTION exception_status IS
    'What staff read: the state, and for a permission the day; 実施中 and 期間満了 are never stored.';

-- Steps --------------------------------------------------------------------------------------------------

CREATE FUNCTION exception_actor_may(request exception_request, step exception_step) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN CASE
        WHEN step.event IN ('permit', 'permit_with_conditions', 'refuse', 'ciso_return', 'revoke',
                            'extension_permit', 'extension_refuse', 'ciso_acknowledge')
        THEN decides_exception(request, step.actor_id, step.at)
        WHEN step.event IN ('manager_file', 'manager_return', 'withdraw', 'extension_file',
                            'termination_report', 'takeover_confirm', 'follow_up_filed')
        THEN manages_exception(request, step.actor_id, step.at)
        WHEN step.event = 'nsm_opinion'
        THEN acts_as_network_security_manager(step.actor_id, step.at)
        WHEN step.event IN ('secretariat_check', 'forward', 'termination_accept',
                            'termination_reject')
        THEN bears(step.actor_id, 'secretariat', tokyo_day(step.at))
        WHEN step.event = 'migrate' THEN bears(step.actor_id, 'secretariat', today())
        ELSE true END;
COMMENT ON FUNCTION exception_actor_may IS
    'Who bears, at that moment, the role that a step needs. What is brought in was done long before: who brings it in belongs to the secretariat today.';

CREATE FUNCTION exception_resumes(request exception_request) RETURNS text
    LANGUAGE sql STABLE
    RETURN CASE WHEN request.state = 'awaiting_manager' THEN
                    CASE WHEN request.request_no IS NULL THEN 'draft' ELSE 'returned' END
                WHEN EXISTS (SELECT FROM exception_step s
                              WHERE s.request_id = request.id AND s.event = 'revoke') THEN 'revoked'
                ELSE coalesce(request.decision, request.state) END;
COMMENT ON FUNCTION exception_resumes IS
    'The state that held before what is under way, for when that comes to nothing or to its end.';

CREATE FUNCTION exception_canonical(revision exception_revision, request_no text) RETURNS text
    LANGUAGE sql STABLE SET timezone = 'UTC' SET datestyle = 'ISO'
    RETURN (jsonb_build_object('request_no', request_no, 'clauses', coalesce((
                SELECT jsonb_agg(jsonb_build_object('document', d.code, 'version', v.version_no,
                                                    'slug', c.slug) ORDER BY x.ord)
                  FROM unnest(revision.clauses) WITH ORDINALITY x (id, ord)
                  JOIN clause c ON c.id = x.id
                  JOIN policy_version v ON v.id = c.version_id
                  JOIN policy_document d ON d.id = v.document_id), '[]'))
            || (to_jsonb(revision) - ARRAY['id', 'request_id', 'clauses', 'frozen_at', 'canonical',
                                           'sha256', 'created_at', 'created_by', 'updated_at',
                                           'updated_by']))::text;
COMMENT ON FUNCTION exception_canonical IS
    'What the hash of a frozen revision is of; the same text whoever asks, in whatever time zone.';

CREATE FUNCTION exception_freeze(request bigint, number text, at timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    revision exception_revision;
    said text;
BEGIN
    SELECT * INTO revision FROM exception_revision
     WHERE request_id = request ORDER BY revision_no DESC LIMIT 1;
    said := exception_canonical(revision, number);
    UPDATE exception_revision
       SET frozen_at = at, canonical = said, sha256 = encode(sha256(convert_to(said, 'UTF8')), 'hex')
     WHERE id = revision.id;
END $$;

CREATE FUNCTION exception_next_revision(request bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO exception_revision (request_id, revision_no, title, clauses, requirement_text,
        measure_type, ground_difficulty, ground_continuity, ground_reason, measure_text, compensating,
        threats, risk_text, residual_risk, assets, no_asset_reason, info_class, users, period_from,
        period_to, resolution_plan, started_at, urgency_reason, why_unavoidable, oral_report_at,
        oral_report_to, current_condition, ended_at, still_needed, delay_reason)
    SELECT request_id, revision_no + 1, title, clauses, requirement_text,
        measure_type, ground_difficulty, ground_continuity, ground_reason, measure_text, compensating,
        threats, risk_text, residual_risk, assets, no_asset_reason, info_class, users, period_from,
        period_to, resolution_plan, started_at, urgency_reason, why_unavoidable, oral_report_at,
        oral_report_to, current_condition, ended_at, still_needed, delay_reason
      FROM exception_current WHERE request_id = request
$$;

CREATE FUNCTION exception_take_number(year integer) RETURNS integer LANGUAGE sql AS $$
    INSERT INTO exception_counter AS c (fiscal_year, last_no) VALUES (year, 1)
    ON CONFLICT (fiscal_year) DO UPDATE SET last_no = c.last_no + 1
    RETURNING last_no
$$;
COMMENT ON FUNCTION exception_take_number IS
    'The next number of a fiscal year; whoever files next waits for the end of this transaction.';

CREATE FUNCTION exception_number_taken(year integer, number integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO exception_counter AS c (fiscal_year, last_no) VALUES (year, number)
    ON CONFLICT (fiscal_year) DO UPDATE SET last_no = greatest(c.last_no, number)
$$;
COMMENT ON FUNCTION exception_number_taken IS
    'A number that was given elsewhere before: the portal goes on after it.';

CREATE FUNCTION exception_is_complete(wanted bigint) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN coalesce((SELECT c.title <> '' AND cardinality(c.clauses) > 0 AND c.measure_text <> ''
                   AND CASE r.kind
                       WHEN 'prior' THEN
                            c.measure_type IS NOT NULL AND c.ground_difficulty <> ''
                            AND c.ground_continuity <> '' AND c.ground_reason <> ''
                            AND c.compensating <> '' AND c.period_to >= c.period_from AND c.resolution_plan <> ''
                            AND (c.assets <> '' OR c.no_asset_reason <> '')
                       ELSE c.started_at IS NOT NULL AND c.urgency_reason <> ''
                            AND c.why_unavoidable <> '' AND c.current_condition <> '' END
              FROM exception_request r JOIN exception_current c ON c.request_id = r.id
             WHERE r.id = wanted), false);
COMMENT ON FUNCTION exception_is_complete IS
    'BR-EX-02, BR-EX-11: nothing without its grounds reaches the CISO. The form says which is missing.';

-- The one way a request changes.
CREATE FUNCTION exception_step_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    request exception_request;
    number integer;
BEGIN
    IF viewer() IS NOT NULL THEN
        NEW.actor_id := viewer();
        IF NEW.event <> 'migrate' THEN
            NEW.at := instant();
        END IF;
    END IF;
    SELECT * INTO request FROM exception_request WHERE id = NEW.request_id FOR UPDATE;
    PERFORM refuse_if(request.state <> NEW.from_state, 'exception_state_changed'),
            refuse_if(NOT exception_actor_may(request, NEW), CASE
                WHEN NEW.event IN ('permit', 'permit_with_conditions', 'refuse', 'ciso_return', 'revoke',
                                   'extension_permit', 'extension_refuse', 'ciso_acknowledge')
                THEN 'exception_decided_by_ciso' ELSE 'exception_actor_role' END);
    PERFORM refuse_if(NEW.event IN ('manager_return', 'extension_permit', 'extension_refuse',
                                    'termination_reject')
                      AND NEW.to_state <> exception_resumes(request), 'exception_state_changed'),
            refuse_if(NEW.event = 'migrate'
                      AND NOT (request.is_migrated AND request.request_no IS NULL),
                      'exception_migrates_draft'),
            refuse_if(NEW.event IN ('leader_file', 'manager_file')
                      AND NOT exception_is_complete(request.id), 'exception_incomplete'),
            refuse_if(NEW.event = 'extension_file'
                      AND tokyo_day(NEW.at) NOT BETWEEN request.period_from AND request.period_to,
                      'exception_extension_in_effect'),
            refuse_if(NEW.event = 'extension_permit' AND tokyo_day(NEW.at) > request.period_to,
                      'exception_has_expired');
    NEW.seq := coalesce((SELECT max(seq) FROM exception_step WHERE request_id = request.id), 0) + 1;
    NEW.revision_id := (SELECT id FROM exception_current WHERE request_id = request.id);

    IF NEW.event = 'manager_file' THEN
        request.applicant_id := NEW.actor_id;
        request.filed_at := coalesce(request.filed_at, NEW.at);
        IF request.request_no IS NULL THEN
            request.fiscal_year := fiscal_year(tokyo_day(NEW.at));
            request.seq_no := exception_take_number(request.fiscal_year);
            request.request_no := request.fiscal_year || '-例-'
                || lpad(request.seq_no::text, greatest(3, length(request.seq_no::text)), '0');
        END IF;
        PERFORM exception_freeze(request.id, request.request_no, NEW.at);
    ELSIF NEW.event = 'migrate' THEN
        request.fiscal_year := split_part(NEW.result, '-', 1)::integer;
        request.seq_no := split_part(NEW.result, '-', 3)::integer;
        request.request_no := NEW.result;
        request.filed_at := NEW.at;
        request.decided_at := NEW.at;
        request.decision := NEW.to_state;
        PERFORM exception_number_taken(request.fiscal_year, request.seq_no),
                exception_freeze(request.id, request.request_no, NEW.at);
    ELSIF NEW.event IN ('return', 'ciso_return') THEN
        PERFORM exception_next_revision(request.id);
    ELSIF NEW.event IN ('permit', 'permit_with_conditions', 'refuse') THEN
        request.decision := NEW.to_state;
        request.decided_at := NEW.at;
    ELSIF NEW.event = 'ciso_acknowledge' THEN
        request.acknowledged_at := NEW.at;
        request.outcome := NEW.result;
        request.follow_up_due := CASE NEW.result WHEN 'continue_needs_application' THEN
            business_day_after(tokyo_day(NEW.at), setting_integer('exception.follow_up_days', 5)) END;
    ELSIF NEW.event = 'hand_over' THEN
        request.drafter_id := (SELECT id FROM person WHERE staff_no = NEW.result);
    END IF;

    UPDATE exception_request
       SET state = NEW.to_state, request_no = request.request_no, fiscal_year = request.fiscal_year,
           seq_no = request.seq_no, applicant_id = request.applicant_id, filed_at = request.filed_at,
           decision = request.decision, decided_at = request.decided_at,
           acknowledged_at = request.acknowledged_at, outcome = request.outcome,
           follow_up_due = request.follow_up_due, drafter_id = request.drafter_id,
           updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
     WHERE id = request.id;
    RETURN NEW;
END $$;

CREATE FUNCTION business_day_after(day date, days integer) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT d::date FROM generate_series(day + 1, day + 2 * days + 30, interval '1 day') AS d
     WHERE is_business_day(d::date) ORDER BY d OFFSET greatest(days, 1) - 1 LIMIT 1
$$;
COMMENT ON FUNCTION business_day_after IS 'So many business days after a day (BR-CA-04).';

CREATE TRIGGER exception_step_apply BEFORE INSERT ON exception_step
    FOR EACH ROW EXECUTE FUNCTION exception_step_apply();

-- A permission names its period in the same transaction; a step of another kind has none.
CREATE FUNCTION exception_step_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT EXISTS (SELECT FROM exception_period p WHERE p.step_id = NEW.id),
                      'exception_period_given'),
            refuse_if(NEW.event = 'permit_with_conditions'
                      AND NOT EXISTS (SELECT FROM exception_condition c WHERE c.step_id = NEW.id),
                      'exception_conditions_given'),
            refuse_if(NEW.event = 'extension_permit' AND length(NEW.text) < 10
                      AND EXISTS (SELECT FROM exception_condition c WHERE c.step_id = NEW.id),
                      'exception_conditions_why');
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER exception_step_complete AFTER INSERT ON exception_step
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.event IN ('permit', 'permit_with_conditions', 'extension_permit', 'migrate'))
    EXECUTE FUNCTION exception_step_complete();

-- Periods and what hangs on a step ------------------------------------------------------------------------

CREATE FUNCTION exception_period_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    request exception_request;
    step exception_step;
    before date;
    asked record;
BEGIN
    SELECT * INTO request FROM exception_request WHERE id = NEW.request_id FOR UPDATE;
    SELECT * INTO step FROM exception_step
     WHERE id = NEW.step_id AND xmin = pg_current_xact_id()::xid;
    IF step.event = 'extension_permit' THEN
        SELECT e.period_from, e.period_to INTO asked FROM exception_extension e
         WHERE e.request_id = NEW.request_id ORDER BY e.step_id DESC LIMIT 1;
    ELSE
        SELECT v.period_from, v.period_to INTO asked FROM exception_revision v
         WHERE v.id = step.revision_id;
    END IF;
    before := (SELECT max(period_to) FROM exception_period WHERE request_id = request.id);
    NEW.period_no := (SELECT count(*) + 1 FROM exception_period WHERE request_id = request.id);
    PERFORM refuse_if(step.request_id IS DISTINCT FROM NEW.request_id
                      OR step.event NOT IN ('permit', 'permit_with_conditions', 'extension_permit', 'migrate'),
                      'exception_period_of_permission'),
            refuse_if(step.event <> 'migrate' AND NEW.period_from < tokyo_day(step.at),
                      'exception_period_not_before_decision'),
            refuse_if(step.event = 'extension_permit' AND NEW.period_from <> before + 1,
                      'exception_period_continues'),
            refuse_if(step.event <> 'migrate'
                      AND setting_text('exception.within_fiscal_year') IS DISTINCT FROM 'no'
                      AND fiscal_year(NEW.period_to) <> fiscal_year(NEW.period_from),
                      'exception_period_fiscal_year'),
            refuse_if(step.event = 'extension_permit'
                      AND setting_text('exception.within_fiscal_year') IS DISTINCT FROM 'no'
                      AND tokyo_day(step.at) < make_date(fiscal_year(NEW.period_from), 3, 1),
                      'exception_extension_in_march'),
            refuse_if(step.event <> 'migrate' AND length(step.text) < 10
                      AND (NEW.period_from, NEW.period_to)
                          IS DISTINCT FROM (asked.period_from, asked.period_to),
                      'exception_period_other_why');
    UPDATE exception_request
       SET period_from = coalesce(period_from, NEW.period_from), period_to = NEW.period_to
     WHERE id = request.id;
    RETURN NEW;
END $$;
CREATE TRIGGER exception_period_apply BEFORE INSERT ON exception_period
    FOR EACH ROW EXECUTE FUNCTION exception_period_apply();

-- Arguments: the events whose step such a row may belong to.
CREATE FUNCTION exception_part_of_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT EXISTS (SELECT FROM exception_step s
                                   WHERE s.id = NEW.step_id
                                     AND s.request_id = (to_jsonb(NEW) ->> 'request_id')::bigint
                                     AND s.event = ANY (TG_ARGV)
                                     AND s.xmin = pg_current_xact_id()::xid),
                      'exception_part_of_step');
    RETURN NEW;
END $$;
COMMENT ON FUNCTION exception_part_of_step IS
    'What a step says is written with it, in its transaction: nothing is added to a decision later.';
CREATE TRIGGER exception_condition_part BEFORE INSERT ON exception_condition
    FOR EACH ROW EXECUTE FUNCTION exception_part_of_step('permit_with_conditions', 'extension_permit', 'migrate');
CREATE TRIGGER exception_extension_part BEFORE INSERT ON exception_extension
    FOR EACH ROW EXECUTE FUNCTION exception_part_of_step('extension_file');
CREATE TRIGGER exception_end_report_part BEFORE INSERT ON exception_end_report
    FOR EACH ROW EXECUTE FUNCTION exception_part_of_step('termination_report');
CREATE TRIGGER exception_review_part BEFORE INSERT ON exception_review
    FOR EACH ROW EXECUTE FUNCTION exception_part_of_step('interim_review');

CREATE FUNCTION exception_met_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT EXISTS (SELECT FROM exception_step s
                                    JOIN exception_condition c ON c.request_id = s.request_id
                                   WHERE s.id = NEW.step_id AND c.id = NEW.condition_id
                                     AND s.event = 'condition_met'
                                     AND s.xmin = pg_current_xact_id()::xid),
                      'exception_part_of_step'),
            refuse_if(NEW.met_on > today(), 'exception_condition_met_not_ahead');
    RETURN NEW;
END $$;
CREATE TRIGGER exception_condition_met_part BEFORE INSERT ON exception_condition_met
    FOR EACH ROW EXECUTE FUNCTION exception_met_check();

-- Revisions ----------------------------------------------------------------------------------------------

CREATE FUNCTION exception_revision_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(TG_OP = 'UPDATE' AND OLD.frozen_at IS NOT NULL, 'exception_revision_is_frozen'),
            refuse_if(EXISTS (SELECT FROM unnest(NEW.clauses) x (id)
                               WHERE NOT EXISTS (SELECT FROM clause c WHERE c.id = x.id)),
                      'exception_revision_clause_exists'),
            refuse_if(TG_OP = 'UPDATE' AND NEW.frozen_at IS NULL
                      AND NOT EXISTS (SELECT FROM exception_request r
                                       WHERE r.id = NEW.request_id AND r.state IN ('draft', 'returned')),
                      'exception_revision_is_draft');
    RETURN NEW;
END $$;
CREATE TRIGGER exception_revision_check BEFORE INSERT OR UPDATE ON exception_revision
    FOR EACH ROW EXECUTE FUNCTION exception_revision_check();

-- Where the duties of clause 8 are done and proved.
UPDATE clause_duty SET record_word = '例外措置', record_path = '/exceptions' WHERE slug IN ('8.1', '8.2', '8.3');
