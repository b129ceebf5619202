-- 役割を伴う職の欠員 (BR-RO-01, clause 7(2)ア(イ)): of a role with several bearers - 副委員長 of 第2号副市長 and
-- 教育長, 委員 of the members of 政策会議 - a post that nobody holds was no gap while another of them was held.
-- Each such post is one now. What one person alone bears, and the head of a section, are gaps of their own.

DROP FUNCTION role_gap(date);

CREATE FUNCTION role_gap(on_day date)
    RETURNS TABLE (gap text, role text, unit_code text, unit text, post text, post_code text)
    LANGUAGE sql STABLE AS $$
    SELECT 'vacant_role', d.code, NULL, NULL,
           (SELECT min(o.name) FROM ex_officio x JOIN post o ON o.code = x.post_code
             WHERE x.role_code = d.code), NULL
      FROM role_definition d
     WHERE d.is_single AND NOT EXISTS (SELECT FROM effective_role r
                                        WHERE r.role_code = d.code
                                          AND is_in_force(r.valid_from, r.valid_to, on_day))
     UNION ALL
    SELECT 'vacant_post', d.code, NULL, NULL, o.name, o.code
      FROM post o
      JOIN ex_officio x ON x.post_code = o.code OR x.rule = 'policy_council' AND o.is_policy_council
      JOIN role_definition d ON d.code = x.role_code AND NOT d.is_single
     WHERE is_in_force(o.valid_from, o.valid_to, on_day)
       AND NOT EXISTS (SELECT FROM post_holding h
                        WHERE h.post_id = o.id AND is_in_force(h.valid_from, h.valid_to, on_day))
     UNION ALL
    SELECT 'no_head', 'system_security_manager', u.code, u.name, NULL, NULL
      FROM org_unit u
     WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, on_day)
       AND NOT EXISTS (SELECT FROM unit_head(on_day) h WHERE h.org_unit_id = u.id)
     UNION ALL
    SELECT 'no_leader', 'it_promotion_leader', u.code, u.name, NULL, NULL
      FROM org_unit u
     WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, on_day)
       AND NOT EXISTS (SELECT FROM role_assignment r
                        WHERE r.org_unit_id = u.id AND r.role_code = 'it_promotion_leader'
                          AND is_in_force(r.valid_from, r.valid_to, on_day))
     UNION ALL
    SELECT 'no_deputy', d.code, NULL, NULL, NULL, NULL
      FROM role_definition d
     WHERE d.code = 'deputy_network_security_manager'
       AND NOT EXISTS (SELECT FROM effective_role r
                        WHERE r.role_code = d.code AND is_in_force(r.valid_from, r.valid_to, on_day))
     UNION ALL
    SELECT 'csirt_incomplete', d.code, NULL, NULL, NULL, NULL
      FROM role_definition d
     WHERE d.code IN ('csirt_coordinator', 'csirt_liaison')
       AND NOT EXISTS (SELECT FROM role_assignment r
                        WHERE r.role_code = d.code AND is_in_force(r.valid_from, r.valid_to, on_day))
     ORDER BY 1 DESC, 3, 6
$$;
COMMENT ON FUNCTION role_gap IS
    'Roles that nobody bears although the policy wants somebody: what is to be mended, with the post where it is one.';
