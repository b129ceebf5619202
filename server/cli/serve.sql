-- name: server_role
-- Whether the role we connect as could alter evidence. No parameters.
SELECT r.rolsuper OR has_table_privilege('audit_log', 'UPDATE') AS is_too_strong
  FROM pg_roles r
 WHERE r.rolname = current_user
