-- Whether the viewer sits on a committee is asked of every row of a list: of the viewer's own roles and seats alone,
-- not of the whole roster of everybody (a page of decisions took seconds).

CREATE OR REPLACE FUNCTION sits_on(committee text) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
    who bigint := viewer();
    day date := today();
BEGIN
    RETURN NOT EXISTS (SELECT FROM post_holding h JOIN post o ON o.id = h.post_id
                        WHERE h.person_id = who AND o.code = 'mayor' AND is_in_force(h.valid_from, h.valid_to, day))
       AND (EXISTS (SELECT FROM committee_seat s
                     WHERE s.committee_code = sits_on.committee AND is_in_force(s.valid_from, s.valid_to, day)
                       AND (s.person_id = who
                            OR s.person_id IS NULL
                               AND EXISTS (SELECT FROM post_holding h JOIN post o ON o.id = h.post_id
                                            WHERE h.person_id = who AND o.code = s.post_code
                                              AND is_in_force(o.valid_from, o.valid_to, day)
                                              AND is_in_force(h.valid_from, h.valid_to, day))))
            OR sits_on.committee = 'isc'
               AND EXISTS (SELECT FROM effective_role r
                            WHERE r.person_id = who AND r.source = 'ex_officio'
                              AND r.role_code IN ('chair', 'vice_chair', 'member')
                              AND is_in_force(r.valid_from, r.valid_to, day)));
END $$;
