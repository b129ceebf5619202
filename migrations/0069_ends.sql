-- Two ends that nobody heard of, or had to ask somebody else for.
--
-- 終了報告の案 (domain 3.5: the manager reports the end, a leader may draft it). A draft is a step of its own beside
-- which its words stand, as with every other step: it changes no state, and another draft is another step. The manager
-- reports the end, with those words or others, or gives the draft back with the reason. What waits for the manager is
-- read from the last of the steps that have to do with the end; none is marked as done.

ALTER TABLE exception_step
    DROP CONSTRAINT exception_step_event_known,
    DROP CONSTRAINT exception_step_reason_given,
    ADD CONSTRAINT exception_step_event_known CHECK (event IN (
        'leader_file', 'manager_file', 'manager_return', 'hand_over', 'discard', 'withdraw',
        'secretariat_check', 'return', 'nsm_opinion', 'iso_opinion', 'expert_advice', 'forward',
        'permit', 'permit_with_conditions', 'refuse', 'ciso_return', 'revoke',
        'extension_file', 'extension_permit', 'extension_refuse', 'interim_review', 'condition_met',
        'termination_draft', 'termination_return', 'termination_report', 'termination_accept',
        'termination_reject', 'takeover_confirm', 'ciso_acknowledge', 'follow_up_filed', 'migrate')),
    ADD CONSTRAINT exception_step_reason_given CHECK (
        length(text) >= 10 OR event NOT IN ('manager_return', 'return', 'ciso_return', 'refuse',
            'permit_with_conditions', 'revoke', 'extension_refuse', 'termination_return', 'termination_reject')),
    ADD CONSTRAINT exception_step_end_drafted CHECK (
        event NOT IN ('termination_draft', 'termination_return')
        OR from_state IN ('permitted', 'permitted_with_conditions', 'extension_pending', 'revoked', 'acknowledged')
           AND to_state = from_state);

CREATE TABLE exception_end_draft (
    step_id bigint NOT NULL,
    request_id bigint NOT NULL,
    ended_on date NOT NULL,
    result text NOT NULL,
    restored text NOT NULL,
    media_handled text NOT NULL,
    opinion text NOT NULL DEFAULT '',
    CONSTRAINT exception_end_draft_pk PRIMARY KEY (step_id),
    CONSTRAINT exception_end_draft_step_fk FOREIGN KEY (step_id) REFERENCES exception_step (id),
    CONSTRAINT exception_end_draft_request_fk FOREIGN KEY (request_id) REFERENCES exception_request (id),
    CONSTRAINT exception_end_draft_text_length CHECK (
        length(result) BETWEEN 1 AND 4000 AND length(restored) BETWEEN 1 AND 2000
        AND length(media_handled) BETWEEN 1 AND 2000 AND length(opinion) <= 2000)
);
CREATE INDEX exception_end_draft_request ON exception_end_draft (request_id);
COMMENT ON TABLE exception_end_draft IS
    '終了報告の案: what a leader proposes that the manager reports; what the step termination_draft says.';
GRANT SELECT, INSERT ON exception_end_draft TO mamori_server;
CREATE TRIGGER exception_end_draft_part BEFORE INSERT ON exception_end_draft
    FOR EACH ROW EXECUTE FUNCTION exception_part_of_step('termination_draft');
CREATE TRIGGER exception_end_draft_audit AFTER INSERT OR UPDATE OR DELETE ON exception_end_draft
    FOR EACH ROW EXECUTE FUNCTION audit_change('request_id');
INSERT INTO audit_naming (object_type, naming) VALUES ('exception_end_draft', 'audit_name_of_exception');
INSERT INTO evidence_table (table_name, kind) VALUES ('exception_end_draft', 'appended');

CREATE FUNCTION exception_end_step(wanted bigint) RETURNS exception_step
    LANGUAGE sql STABLE
    RETURN (SELECT s FROM exception_step s
             WHERE s.request_id = wanted
               AND s.event IN ('termination_draft', 'termination_return', 'termination_report',
                               'termination_reject', 'extension_file', 'follow_up_filed')
             ORDER BY s.seq DESC LIMIT 1);
COMMENT ON FUNCTION exception_end_step IS
    'The last step that has to do with the end. A termination_draft waits for the manager, a termination_return for the leaders; who asked for an extension after a draft has dealt with it.';

-- What there is not can't be given back. Fires after exception_step_apply, which has locked the request.
CREATE FUNCTION exception_step_end_return() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if((exception_end_step(NEW.request_id)).event IS DISTINCT FROM 'termination_draft',
                      'exception_end_draft_waits');
    RETURN NEW;
END $$;
CREATE TRIGGER exception_step_end_return BEFORE INSERT ON exception_step
    FOR EACH ROW WHEN (NEW.event = 'termination_return') EXECUTE FUNCTION exception_step_end_return();

CREATE OR REPLACE FUNCTION exception_actor_may(request exception_request, step exception_step) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN CASE
        WHEN step.event IN ('permit', 'permit_with_conditions', 'refuse', 'ciso_return', 'revoke',
                            'extension_permit', 'extension_refuse', 'ciso_acknowledge')
        THEN decides_exception(request, step.actor_id, step.at)
        WHEN step.event IN ('manager_file', 'manager_return', 'withdraw', 'extension_file',
                            'termination_return', 'termination_report', 'takeover_confirm', 'follow_up_filed')
        THEN manages_exception(request, step.actor_id, step.at)
        WHEN step.event = 'termination_draft'
        THEN bears_for_unit(step.actor_id, 'it_promotion_leader',
                            unit_on(request.applicant_unit_id, tokyo_day(step.at)), tokyo_day(step.at))
        WHEN step.event = 'nsm_opinion'
        THEN acts_as_network_security_manager(step.actor_id, step.at)
        WHEN step.event IN ('secretariat_check', 'forward', 'termination_accept',
                            'termination_reject')
        THEN bears(step.actor_id, 'secretariat', tokyo_day(step.at))
        WHEN step.event = 'migrate' THEN bears(step.actor_id, 'secretariat', today())
        ELSE true END;

INSERT INTO exception_notice_rule (event, request_kind, kind, groups) VALUES
    ('termination_draft', NULL, 'exception_end_drafted', '{manager}'),
    ('termination_return', NULL, 'exception_end_draft_returned', '{leaders}');

-- 権限代行者 ----------------------------------------------------------------------------------------------

-- BR-DP-04: a designation ends when the manager leaves the post or the deputy leaves scope. 3.10 has the manager and the
-- secretariat told; the deputy has to know that the power is gone. What ended long ago is no news.
CREATE OR REPLACE FUNCTION authority_remind() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('mamori.remind', 0)) THEN
        RETURN 0;
    END IF;
    told := (SELECT count(*) FROM notification);
    PERFORM notify_person(r.person_id, 'role_gap_' || g.gap, 'role_gap', g.gap, g.items || '件',
                          CASE g.gap WHEN 'no_deputy' THEN '/deputies' ELSE '/admin/gaps#' || g.gap END,
                          'gap:' || g.gap || ':' || to_char(today(), 'YYYY-MM'), NULL, instant())
       FROM (SELECT x.gap, count(*) AS items FROM role_gap(today()) x GROUP BY x.gap) g
       JOIN effective_role r ON r.role_code IN ('secretariat', 'network_security_manager')
                            AND is_in_force(r.valid_from, r.valid_to, today());
    PERFORM notify_person(r.person_id, 'no_authority', 'authority', 'incident_instruction',
                          to_char(instant() AT TIME ZONE 'Asia/Tokyo', 'FMMM月FMDD日'), '/authority',
                          'no_authority:' || today(), NULL, instant())
       FROM effective_role r
      WHERE r.role_code IN ('secretariat', 'csirt_coordinator')
        AND is_in_force(r.valid_from, r.valid_to, today())
        AND NOT EXISTS (SELECT FROM authority_chain('incident_instruction', instant()) c
                         WHERE c.presence = 'present');
    PERFORM notify_person(t.person_id, 'deputy_ended', 'deputy_designation', e.designation_id::text,
                          person_name(p), '/deputies/' || e.designation_id,
                          'deputy:' || e.designation_id || ':ended', NULL, instant())
       FROM deputy_standing(instant()) e
       JOIN deputy_limit l ON l.designation_id = e.designation_id AND l.last_day >= today() - 14
       JOIN person p ON p.id = e.deputy_id
      CROSS JOIN LATERAL (
            SELECT r.person_id FROM effective_role r
             WHERE is_in_force(r.valid_from, r.valid_to, today())
               AND r.role_code IN ('network_security_manager', 'secretariat')
             UNION
            SELECT e.deputy_id) t
      WHERE e.ended_by IN ('transfer', 'scope');
    RETURN (SELECT count(*) FROM notification) - told;
END $$;
