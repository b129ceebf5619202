-- name: migrations_begun
SELECT to_regclass('schema_migration') IS NOT NULL AS is_begun

-- name: migrations_applied
SELECT number, name, sha256
  FROM schema_migration
 ORDER BY number
