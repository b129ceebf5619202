-- 代行する者がいない (BR-DP, clause 7(1)ウ(サ)): while nobody bears that role, nobody can act for the
-- 情報ネットワーク・セキュリティ管理者 who is away. Not a matter of the chart, but a gap all the same.

CREATE OR REPLACE FUNCTION role_gap(on_day date)
    RETURNS TABLE (gap text, role text, unit_code text, unit text, post text)
    LANGUAGE sql STABLE AS $$
    SELECT 'vacant_role', d.code, NULL, NULL,
           (SELECT min(o.name) FROM ex_officio x JOIN post o ON o.code = x.post_code
             WHERE x.role_code = d.code)
      FROM role_definition d
     WHERE d.is_single AND NOT EXISTS (SELECT FROM effective_role r
                                        WHERE r.role_code = d.code
                                          AND is_in_force(r.valid_from, r.valid_to, on_day))
     UNION ALL
    SELECT 'no_head', 'system_security_manager', u.code, u.name, NULL
      FROM org_unit u
     WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, on_day)
       AND NOT EXISTS (SELECT FROM unit_head(on_day) h WHERE h.org_unit_id = u.id)
     UNION ALL
    SELECT 'no_leader', 'it_promotion_leader', u.code, u.name, NULL
      FROM org_unit u
     WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, on_day)
       AND NOT EXISTS (SELECT FROM role_assignment r
                        WHERE r.org_unit_id = u.id AND r.role_code = 'it_promotion_leader'
                          AND is_in_force(r.valid_from, r.valid_to, on_day))
     UNION ALL
    SELECT 'no_deputy', d.code, NULL, NULL, NULL
      FROM role_definition d
     WHERE d.code = 'deputy_network_security_manager'
       AND NOT EXISTS (SELECT FROM effective_role r
                        WHERE r.role_code = d.code AND is_in_force(r.valid_from, r.valid_to, on_day))
     UNION ALL
    SELECT 'csirt_incomplete', d.code, NULL, NULL, NULL
      FROM role_definition d
     WHERE d.code IN ('csirt_coordinator', 'csirt_liaison')
       AND NOT EXISTS (SELECT FROM role_assignment r
                        WHERE r.role_code = d.code AND is_in_force(r.valid_from, r.valid_to, on_day))
     ORDER BY 1 DESC, 3
$$;
