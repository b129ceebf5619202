-- Rules that look at several rows at once. They run at the end of the transaction, when all of a
-- transfer is in, and one at a time under the organization lock: two changes that are right each by
-- itself cannot add up to a wrong one, since under READ COMMITTED each statement after the lock sees
-- what was committed before it. What a rule is called here is its name in constraint_errors.c.

CREATE FUNCTION days(valid_from date, valid_to date) RETURNS datemultirange
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN datemultirange(daterange(valid_from, valid_to, '[]'));
COMMENT ON FUNCTION days IS 'A closed period as a set of days.';

CREATE FUNCTION refuse_if(is_broken boolean, rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF is_broken THEN
        RAISE EXCEPTION 'rule %', rule USING ERRCODE = 'P0001', CONSTRAINT = rule;
    END IF;
END $$;

CREATE FUNCTION check_person(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    employed datemultirange;
    in_scope datemultirange;
BEGIN
    SELECT coalesce(range_agg(daterange(valid_from, valid_to, '[]')), '{}') INTO employed
      FROM employment WHERE person_id = wanted;
    SELECT coalesce(range_agg(daterange(valid_from, valid_to, '[]')), '{}') INTO in_scope
      FROM scope_period WHERE person_id = wanted;
    PERFORM refuse_if(NOT employed @> days(a.valid_from, a.valid_to), 'assignment_inside_employment'),
            refuse_if(NOT days(u.valid_from, u.valid_to) @> days(a.valid_from, a.valid_to),
                      'assignment_inside_unit')
       FROM person_assignment a JOIN org_unit u ON u.id = a.org_unit_id
      WHERE a.person_id = wanted;
    PERFORM refuse_if(NOT days(p.valid_from, p.valid_to) @> days(h.valid_from, h.valid_to),
                      'post_holding_inside_post'),
            refuse_if(NOT in_scope @> days(h.valid_from, h.valid_to), 'role_person_in_scope')
       FROM post_holding h JOIN post p ON p.id = h.post_id
      WHERE h.person_id = wanted;
    PERFORM refuse_if(NOT in_scope @> days(r.valid_from, r.valid_to), 'role_person_in_scope')
       FROM role_assignment r
      WHERE r.person_id = wanted AND r.role_code <> 'security_expert';
    PERFORM refuse_if(NOT days(r.valid_from, r.valid_to) <@ (
                          SELECT coalesce(range_agg(daterange(a.valid_from, a.valid_to, '[]')), '{}')
                            FROM person_assignment a
                           WHERE a.person_id = wanted AND a.org_unit_id = r.org_unit_id),
                      'leader_in_own_unit'),
            refuse_if(EXISTS (SELECT FROM post_holding h JOIN post p ON p.id = h.post_id
                               WHERE h.person_id = wanted AND p.is_head
                                 AND p.org_unit_id = r.org_unit_id
                                 AND daterange(h.valid_from, h.valid_to, '[]')
                                     && daterange(r.valid_from, r.valid_to, '[]')),
                      'leader_is_not_head')
       FROM role_assignment r
      WHERE r.person_id = wanted AND r.role_code = 'it_promotion_leader';
END $$;
COMMENT ON FUNCTION check_person IS
    'BR-SC-02, BR-RO-03: roles only in scope; a leader belongs to the section and is not its head.';

CREATE FUNCTION check_post(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT days(u.valid_from, u.valid_to) @> days(p.valid_from, p.valid_to),
                      'post_inside_unit')
       FROM post p JOIN org_unit u ON u.id = p.org_unit_id WHERE p.id = wanted;
    PERFORM refuse_if(NOT days(p.valid_from, p.valid_to) @> days(h.valid_from, h.valid_to),
                      'post_holding_inside_post')
       FROM post p JOIN post_holding h ON h.post_id = p.id WHERE p.id = wanted;
    -- Where the head changes hands between units, a leader may become head of the own section.
    PERFORM check_person(h.person_id) FROM post_holding h WHERE h.post_id = wanted;
END $$;

CREATE FUNCTION check_unit(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT days(d.valid_from, d.valid_to) @> days(u.valid_from, u.valid_to),
                      'org_unit_inside_parent')
       FROM org_unit u JOIN org_unit d ON d.id = u.parent_id
      WHERE u.id = wanted OR d.id = wanted;
    PERFORM refuse_if(NOT days(u.valid_from, u.valid_to) @> days(p.valid_from, p.valid_to),
                      'post_inside_unit')
       FROM post p JOIN org_unit u ON u.id = p.org_unit_id WHERE u.id = wanted;
    PERFORM check_person(person_id)
       FROM (SELECT DISTINCT person_id FROM person_assignment WHERE org_unit_id = wanted) people;
END $$;

CREATE FUNCTION check_one(kind text, wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CASE kind
        WHEN 'person' THEN PERFORM check_person(wanted);
        WHEN 'post' THEN PERFORM check_post(wanted);
        WHEN 'unit' THEN PERFORM check_unit(wanted);
    END CASE;
END $$;

-- Arguments: what to check, and the column that names it. A row that moved from one person to another
-- concerns both, and one that is taken away whom it was about.
CREATE FUNCTION check_organization() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before bigint := CASE WHEN TG_OP <> 'INSERT' THEN (to_jsonb(OLD) ->> TG_ARGV[1])::bigint END;
    after bigint := CASE WHEN TG_OP <> 'DELETE' THEN (to_jsonb(NEW) ->> TG_ARGV[1])::bigint END;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('mamori.organization', 0));
    IF after IS NOT NULL THEN
        PERFORM check_one(TG_ARGV[0], after);
    END IF;
    IF before IS DISTINCT FROM after AND before IS NOT NULL THEN
        PERFORM check_one(TG_ARGV[0], before);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER employment_rules AFTER INSERT OR UPDATE OR DELETE ON employment
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_organization('person', 'person_id');
CREATE CONSTRAINT TRIGGER person_assignment_rules AFTER INSERT OR UPDATE OR DELETE ON person_assignment
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_organization('person', 'person_id');
CREATE CONSTRAINT TRIGGER post_holding_rules AFTER INSERT OR UPDATE OR DELETE ON post_holding
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_organization('person', 'person_id');
CREATE CONSTRAINT TRIGGER role_assignment_rules AFTER INSERT OR UPDATE OR DELETE ON role_assignment
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_organization('person', 'person_id');
CREATE CONSTRAINT TRIGGER post_rules AFTER INSERT OR UPDATE OR DELETE ON post
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_organization('post', 'id');
CREATE CONSTRAINT TRIGGER org_unit_rules
    AFTER INSERT OR UPDATE OF valid_from, valid_to, organ, parent_id ON org_unit
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_organization('unit', 'id');
