-- Who belongs to CSIRT is the CISO's alone to say (clause 7(1)ク(ア), BR-AB-05): no absence and no other
-- role lets somebody else appoint. The rule stands here, so that no statement of the program and no
-- correction goes round it; that an appointment ends when its bearer leaves (BR-SC-04) is no appointment.

CREATE FUNCTION refuse_appointment_by_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(viewer() IS NOT NULL AND NOT may('csirt_appoint'), 'csirt_appointed_by_ciso');
    RETURN NEW;
END $$;
COMMENT ON FUNCTION refuse_appointment_by_others IS
    'BR-AB-05. Without a viewer the owner loads what was appointed before the portal was there.';
CREATE TRIGGER csirt_appointed_by_ciso BEFORE INSERT ON role_assignment
    FOR EACH ROW WHEN (NEW.source = 'appointed_by_ciso')
    EXECUTE FUNCTION refuse_appointment_by_others();

CREATE OR REPLACE FUNCTION correct(wanted_table text, wanted_row bigint, new_from date, new_to date,
                                   why text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before jsonb;
    after jsonb;
    made bigint;
BEGIN
    IF wanted_table NOT IN ('employment', 'person_assignment', 'post_holding', 'role_assignment')
       OR NOT (may('org_maintain') OR may('csirt_appoint')) THEN
        RAISE EXCEPTION 'correct %', wanted_table USING ERRCODE = '42501';
    END IF;
    EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE id = $1 FOR UPDATE', wanted_table)
       INTO before USING wanted_row;
    IF before ->> 'source' = 'appointed_by_ciso' THEN
        PERFORM refuse_if(NOT may('csirt_appoint'), 'csirt_appointed_by_ciso');
    ELSIF NOT may('org_maintain') THEN
        RAISE EXCEPTION 'correct %', wanted_table USING ERRCODE = '42501';
    END IF;
    IF new_from IS NULL THEN
        EXECUTE format('DELETE FROM %I WHERE id = $1', wanted_table) USING wanted_row;
    ELSE
        EXECUTE format('UPDATE %I t SET valid_from = $2, valid_to = $3, updated_at = instant(),'
                       ' updated_by = viewer(), row_version = row_version + 1'
                       ' WHERE id = $1 RETURNING to_jsonb(t)', wanted_table)
           INTO after USING wanted_row, new_from, new_to;
    END IF;
    INSERT INTO correction (table_name, row_id, person_id, org_unit_id, post_id, before, after, reason)
    VALUES (wanted_table, wanted_row, (before ->> 'person_id')::bigint,
            (before ->> 'org_unit_id')::bigint, (before ->> 'post_id')::bigint, before, after, why)
    RETURNING id INTO made;
    RETURN made;
END $$;

UPDATE clause_duty SET record_path = '/csirt' WHERE record_path = '/roles/csirt_member';
