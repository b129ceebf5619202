-- name: audit_note
-- $1 action, $2 object type, $3 object id, $4 reason or NULL, $5 login as typed or NULL.
INSERT INTO audit_log (action, object_type, object_id, reason, login)
VALUES ($1, $2, $3, coalesce($4, ''),
        coalesce($5, current_setting('mamori.login', true), ''))

-- name: audit_note_hidden
-- Somebody asked for what they may not know of, perhaps nobody who is signed in. So that nobody can
-- fill the log: in a quarter of an hour no more than 60 such rows from one address, and 600 in all;
-- the program's log has the rest. $1 object type, $2 object id as asked for.
INSERT INTO audit_log (action, object_type, object_id, reason)
SELECT 'denied', $1, left($2, 100), 'hidden'
  FROM (SELECT count(*) AS noted,
               count(*) FILTER (WHERE l.address = current_setting('mamori.address', true)) AS of_address
          FROM audit_log l
         WHERE l.object_type = $1 AND l.action = 'denied'
           AND l.at > instant() - interval '15 minutes') recent
 WHERE noted < 600 AND of_address < 60

-- name: audit_seal_lock
-- One sealer at a time, in whichever process; held to the end of the transaction.
SELECT pg_try_advisory_xact_lock(7304182001) AS is_mine

-- name: audit_seal_head
-- The last link of the chain; no row before the first.
SELECT seq, hash FROM audit_seal ORDER BY seq DESC LIMIT 1

-- name: audit_pending_ids
-- The next rows to chain, oldest id first. $1 how many.
SELECT array_agg(audit_id ORDER BY audit_id)::text AS ids, count(*) AS total
  FROM (SELECT audit_id FROM audit_pending ORDER BY audit_id LIMIT $1::int) p

-- name: audit_canonical
-- The text that is hashed, for the sealer and the verifier alike: every column in the table's order
-- as a JSON array, instants in UTC with microseconds. Never change it: old seals were made by it.
-- $1 ids (bigint[]). No row for an id that is gone.
SELECT id,
       json_build_array(id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                        person_id, login, roles, acting_for, address, request_id, action,
                        object_type, object_id, changes, reason)::text AS canonical
  FROM audit_log
 WHERE id = ANY ($1::text::bigint[])
 ORDER BY id

-- name: audit_seal_insert
-- $1 seqs, $2 audit ids, $3 canonical texts, $4 hashes: arrays of one length.
INSERT INTO audit_seal (seq, audit_id, canonical, hash)
SELECT * FROM unnest($1::text::bigint[], $2::text::bigint[], $3::text::text[], $4::text::text[])

-- name: audit_pending_delete
DELETE FROM audit_pending WHERE audit_id = ANY ($1::text::bigint[])

-- name: audit_seals_after
-- A stretch of the chain. $1 after this seq, $2 how many.
SELECT seq, audit_id, canonical, hash FROM audit_seal
 WHERE seq > $1::bigint ORDER BY seq LIMIT $2::int

-- name: audit_rows_after
-- A stretch of the log: whether each row is chained or waits for it. One statement, so that a row
-- sealed meanwhile is seen in one of the two. $1 after this id, $2 how many.
SELECT l.id,
       EXISTS (SELECT FROM audit_seal s WHERE s.audit_id = l.id) AS is_sealed,
       EXISTS (SELECT FROM audit_pending p WHERE p.audit_id = l.id) AS is_pending
  FROM (SELECT id FROM audit_log WHERE id > $1::bigint ORDER BY id LIMIT $2::int) l
 ORDER BY l.id

-- name: audit_pending_orphan
-- The oldest waiting id whose row is gone, if any.
SELECT p.audit_id AS id FROM audit_pending p
 WHERE NOT EXISTS (SELECT FROM audit_log l WHERE l.id = p.audit_id)
 ORDER BY p.audit_id LIMIT 1

-- name: audit_recent_start
-- The link before the last $1 ones; no row: the chain is not that long.
SELECT seq, audit_id, hash FROM audit_seal
 WHERE seq = (SELECT seq FROM audit_seal ORDER BY seq DESC LIMIT 1) - $1::bigint

-- name: audit_evidence_tables
SELECT table_name FROM evidence_table ORDER BY table_name

-- name: audit_evidence_fault
-- The first row of the table $1 that is not what the log says.
SELECT fault, row_key, audit_id FROM evidence_faults($1)
 ORDER BY audit_id NULLS LAST, row_key LIMIT 1
