-- Whether somebody bears a role is asked several times by almost every request, and by the trigger of every
-- step of an exception. A function in SQL is planned anew in each statement, and a plan over all sources of
-- roles takes longer than looking: in PL/pgSQL a session keeps it.

CREATE OR REPLACE FUNCTION bears(person bigint, role text, on_day date) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM effective_role r
                    WHERE r.person_id = person AND r.role_code = role
                      AND is_in_force(r.valid_from, r.valid_to, on_day));
END $$;

CREATE OR REPLACE FUNCTION bears_for_unit(person bigint, role text, unit bigint, on_day date)
    RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM effective_role r
                    WHERE r.person_id = person AND r.role_code = role AND r.org_unit_id = unit
                      AND is_in_force(r.valid_from, r.valid_to, on_day));
END $$;
