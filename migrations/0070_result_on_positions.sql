-- BR-CM-05 to 07 of every result that rests on what the members said, not of 決定 alone. 不成立 settles an item and
-- freezes the positions, too: it needs the attendance of every seat and the position of everybody there, and who was not
-- there comes late, as with 決定. 継続審議 settles nothing, and is the way out while nothing is known; but once somebody has
-- stated a position its counts are kept, so it needs to be known who was there. 取下げ is the proposer's and rests on nobody.

CREATE FUNCTION rests_on_positions(outcome text, said integer) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN outcome IN ('adopted', 'not_adopted') OR outcome = 'carried_over' AND said > 0;
COMMENT ON FUNCTION rests_on_positions IS
    'Whether a result follows from positions of the members, of which so many were stated.';

CREATE FUNCTION outcome_refusal(item bigint, outcome text) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN outcome = 'adopted' THEN c.refusal
                WHEN NOT rests_on_positions(outcome, c.no_objection + c.objection + c.reserved + c.left_meeting) THEN NULL
                WHEN seats_unrecorded(i.meeting_id) IS NOT NULL THEN 'decision_attendance_missing'
                WHEN outcome = 'carried_over' THEN NULL
                WHEN c.missing > 0 THEN 'decision_position_missing'
                WHEN c.present = c.left_meeting THEN 'decision_nobody_present' END
      FROM agenda_item i
     CROSS JOIN LATERAL consensus(i.id) c
     WHERE i.id = item
$$;
COMMENT ON FUNCTION outcome_refusal IS
    'Why an item that is decided by consensus cannot have this result yet; NULL: it can.';

CREATE OR REPLACE FUNCTION decision_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    item agenda_item;
    called meeting;
    found record;
    broken text;
BEGIN
    SELECT * INTO item FROM agenda_item WHERE id = NEW.item_id FOR UPDATE;
    SELECT * INTO called FROM meeting WHERE id = item.meeting_id;
    PERFORM refuse_if(NOT keeps_meetings(), 'meeting_by_secretariat');
    IF TG_OP = 'UPDATE' THEN
        PERFORM refuse_if(called.state IN ('minutes_review', 'minutes_final')
                          AND OLD.instruction IS DISTINCT FROM NEW.instruction, 'decision_is_minuted');
        RETURN NEW;
    END IF;
    NEW.rule := CASE WHEN called.is_migrated THEN ''
                     ELSE (SELECT c.decision_rule FROM committee c WHERE c.code = called.committee_code) END;
    IF viewer() IS NOT NULL THEN
        NEW.decided_at := CASE WHEN called.is_migrated THEN called.starts_at ELSE instant() END;
        NEW.decided_on := tokyo_day(NEW.decided_at);
        NEW.recorded_by := viewer();
    END IF;
    PERFORM refuse_if(NOT outcome_fits(item.type, NEW.outcome), 'decision_outcome_of_type'),
            refuse_if(item.removed_at IS NOT NULL, 'agenda_item_is_closed'),
            refuse_if(called.state <> CASE WHEN called.is_migrated THEN 'planned' ELSE 'notified' END,
                      'meeting_state_changed'),
            refuse_if(NOT called.is_migrated AND instant() < called.starts_at, 'meeting_begun');
    IF called.is_migrated THEN
        RETURN NEW;
    END IF;
    SELECT * INTO found FROM consensus(item.id);
    IF NEW.rule = 'consensus' AND item.type = 'deliberation' THEN
        broken := outcome_refusal(item.id, NEW.outcome);
        PERFORM refuse_if(broken IS NOT NULL, broken),
                refuse_if(rests_on_positions(NEW.outcome, found.no_objection + found.objection + found.reserved
                                                          + found.left_meeting)
                          AND meeting_roster_differs(called), 'meeting_roster_as_called');
    END IF;
    NEW.seats := found.seats;
    NEW.present := found.present;
    NEW.no_objection := found.no_objection;
    NEW.objection := found.objection;
    NEW.reserved := found.reserved;
    NEW.left_meeting := found.left_meeting;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION attendance_decided_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM agenda_item i WHERE i.meeting_id = NEW.meeting_id ORDER BY i.id FOR KEY SHARE;
    PERFORM refuse_if(
        EXISTS (SELECT FROM agenda_item i
                  JOIN decision d ON d.item_id = i.id AND d.outcome IN ('adopted', 'not_adopted') AND d.rule = 'consensus'
                  LEFT JOIN current_position p ON p.item_id = i.id AND p.attendance_id = NEW.id
                 WHERE i.meeting_id = NEW.meeting_id
                   AND (NOT is_present(OLD.actual) OR coalesce(p.value, 'not_present') = 'not_present')),
        'attendance_after_decision');
    RETURN NEW;
END $$;

COMMENT ON FUNCTION seats_unrecorded IS
    'Whose attendance keeps an item from a result that rests on positions, in words: the first five by name; NULL: nobody''s.';
