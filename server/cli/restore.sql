-- name: restore_target
-- What stands in the way of a restoration: anything of somebody's in the database, others who work
-- in it, rights or a role that are missing. What extensions brought does not count.
SELECT current_database() AS database,
       EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
                  AND NOT EXISTS (SELECT FROM pg_depend d
                                   WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                     AND d.deptype = 'e'))
       OR EXISTS (SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                   WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
                     AND NOT EXISTS (SELECT FROM pg_depend d
                                      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                                        AND d.deptype = 'e')) AS has_objects,
       (SELECT count(*) FROM pg_stat_activity a
         WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
           AND a.usesysid IS NOT NULL) AS others,
       pg_has_role(current_user, d.datdba, 'USAGE') AS is_owner,
       EXISTS (SELECT FROM pg_roles WHERE rolname = 'mamori_server') AS has_server_role
  FROM pg_database d
 WHERE d.datname = current_database()

-- name: restore_close
-- A right on the database itself, which no dump of its content holds; see 0001_foundation.sql.
DO $$ BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$
