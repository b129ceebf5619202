"""A ledger of 100,000 exceptions, ten years of them, as SQL for the superuser: requests, revisions, steps and what they are
found by."""

REQUESTS, DRAFTS = 100_000, 1_000
DAY = "2026-11-22"

# Without the rules and the operation log, which 100,000 requests would keep busy for an hour.
GENERATE = f"""
SET session_replication_role = replica;
TRUNCATE exception_request, exception_counter CASCADE; -- of the sample
SELECT set_config('mamori.now', '{DAY}T09:00:00+09:00', false);
CREATE TEMPORARY TABLE place AS SELECT row_number() OVER () - 1 AS n, id, name FROM org_unit WHERE kind <> 'department';
CREATE TEMPORARY TABLE rule AS SELECT row_number() OVER () - 1 AS n, id FROM clause WHERE kind = 'text' AND level > 1;
CREATE TEMPORARY TABLE subject AS SELECT row_number() OVER () - 1 AS n, title FROM (
    SELECT a || 'の' || b AS title
      FROM unnest('{{窓口端末,図書館端末,消防車載端末,測量用パソコン,庁外印刷,水位計,医療機器,督促状,就学通知,税データ}}'::text[]) a
     CROSS JOIN unnest('{{自動ログオフの延長,共用ＩＤの利用,更新の延期,ＵＳＢメモリによる受渡し,サポート終了後の利用,外部への持出し}}'::text[]) b) s;
CREATE TEMPORARY TABLE word AS SELECT s.n, s.title, f.folded,
       ARRAY(SELECT DISTINCT substr(f.folded, i, 2) FROM generate_series(1, length(f.folded) - 1) i) AS bigrams
  FROM subject s
 CROSS JOIN LATERAL (SELECT lower(translate(s.title, 'ＩＤＵＳＢ', 'idusb')) || repeat('業務の継続に必要な措置として実施する ', 3)
        || (SELECT string_agg(chr((19968 + (s.n * 613 + i * 7919) % 2000)::integer), '') FROM generate_series(1, 200) i) AS folded) f;
CREATE TEMPORARY TABLE made AS
SELECT g AS id, 2017 + (g - 1) / ({REQUESTS} / 10) AS year, (g - 1) % ({REQUESTS} / 10) + 1 AS no,
       CASE WHEN g % 20 = 0 THEN 'emergency' ELSE 'prior' END AS kind,
       (SELECT id FROM place WHERE n = g * 7919::bigint % (SELECT count(*) FROM place)) AS unit,
       (SELECT id FROM rule WHERE n = g * 104729::bigint % (SELECT count(*) FROM rule)) AS clause,
       g * 31::bigint % (SELECT count(*) FROM subject) AS subject, g % 97 AS r, g > {REQUESTS - DRAFTS} AS is_draft
  FROM generate_series(1, {REQUESTS}) g;
CREATE TEMPORARY TABLE request AS
SELECT m.*, make_date(m.year, 4, 1) + (m.no * 364 / ({REQUESTS} / 10)) % 230 AS filed,
       CASE WHEN m.is_draft THEN CASE WHEN r < 20 THEN 'awaiting_manager' WHEN r < 60 THEN 'discarded' ELSE 'draft' END
            WHEN m.kind = 'emergency' THEN CASE WHEN m.year = 2026 AND r < 3 THEN 'reported' WHEN r < 20 THEN 'acknowledged' ELSE 'closed' END
            WHEN r < 5 THEN 'refused' WHEN r < 8 THEN 'withdrawn' WHEN r < 9 THEN 'revoked'
            WHEN m.year < 2026 THEN CASE WHEN r = 10 AND m.year = 2025 THEN 'permitted' ELSE 'closed' END
            WHEN r < 40 THEN 'permitted' WHEN r < 50 THEN 'permitted_with_conditions' WHEN r < 52 THEN 'extension_pending'
            WHEN r < 54 THEN 'filed' WHEN r < 56 THEN 'under_review' WHEN r < 57 THEN 'pending_ciso' WHEN r < 58 THEN 'returned'
            WHEN r < 60 THEN 'termination_reported' ELSE 'closed' END AS state
  FROM made m;
INSERT INTO exception_request (id, request_no, fiscal_year, seq_no, kind, state, applicant_role, applicant_unit_id, applicant_id,
                               drafter_id, filed_at, decided_at, decision, period_from, period_to, acknowledged_at)
OVERRIDING SYSTEM VALUE
SELECT id, CASE WHEN NOT is_draft THEN year || '-例-' || lpad(no::text, greatest(3, length(no::text)), '0') END,
       CASE WHEN NOT is_draft THEN year END, CASE WHEN NOT is_draft THEN no END, kind, state, 'system_security_manager', unit,
       (SELECT min(id) FROM person), (SELECT min(id) FROM person), CASE WHEN NOT is_draft THEN filed::timestamptz END,
       CASE WHEN decision IS NOT NULL THEN filed::timestamptz + interval '9 days' END, decision,
       CASE WHEN decision LIKE 'permitted%' THEN filed + 10 END,
       CASE WHEN decision LIKE 'permitted%' THEN least(make_date(year + 1, 3, 31), filed + 60 + (r * 5)::integer) END,
       CASE WHEN state = 'acknowledged' THEN filed::timestamptz + interval '2 days' END
  FROM request,
       LATERAL (SELECT CASE WHEN is_draft OR kind = 'emergency' THEN NULL WHEN state = 'refused' THEN 'refused'
                            WHEN state = 'permitted_with_conditions' THEN state
                            WHEN state IN ('permitted', 'closed', 'revoked', 'extension_pending', 'termination_reported') THEN 'permitted'
                            END AS decision) d;
INSERT INTO exception_counter SELECT 2017 + n, {REQUESTS} / 10 FROM generate_series(0, 9) n;
INSERT INTO exception_revision (request_id, title, clauses, requirement_text, measure_type, ground_difficulty, ground_continuity,
                                ground_reason, measure_text, compensating, period_from, period_to, started_at, ended_at)
SELECT q.id, w.title, ARRAY[q.clause], '遵守事項', 'alternative_method', repeat('困難', 40), repeat('継続', 40), repeat('理由', 40),
       repeat('措置', 80), repeat('代替', 60), CASE WHEN kind = 'prior' THEN filed + 10 END, CASE WHEN kind = 'prior' THEN filed + 100 END,
       CASE WHEN kind = 'emergency' THEN filed::timestamptz - interval '1 day' END, CASE WHEN kind = 'emergency' THEN filed::timestamptz END
  FROM request q JOIN word w ON w.n = q.subject;
INSERT INTO exception_search SELECT q.id, w.folded || q.year || '-例-' || q.no, w.bigrams || ARRAY[left(q.no::text, 2), left(q.year::text, 2)]
  FROM request q JOIN word w ON w.n = q.subject;
CREATE TEMPORARY TABLE last_event (state, event, was, result) AS VALUES
    ('filed', 'manager_file', 'awaiting_manager', NULL), ('reported', 'manager_file', 'awaiting_manager', NULL),
    ('under_review', 'secretariat_check', 'filed', NULL), ('pending_ciso', 'forward', 'under_review', NULL),
    ('permitted', 'permit', 'pending_ciso', NULL), ('permitted_with_conditions', 'permit_with_conditions', 'pending_ciso', NULL),
    ('refused', 'refuse', 'pending_ciso', NULL), ('returned', 'return', 'under_review', NULL), ('withdrawn', 'withdraw', 'filed', NULL),
    ('revoked', 'revoke', 'permitted', NULL), ('extension_pending', 'extension_file', 'permitted', NULL),
    ('termination_reported', 'termination_report', 'permitted', NULL), ('closed', 'termination_accept', 'termination_reported', NULL),
    ('acknowledged', 'ciso_acknowledge', 'reported', 'ended_confirmed'), ('awaiting_manager', 'leader_file', 'draft', NULL);
INSERT INTO exception_step (request_id, seq, event, from_state, to_state, actor_id, actor_role, result, text, at)
SELECT q.id, s.seq, s.event, s.was, s.becomes, (SELECT min(id) FROM person), 'staff', s.result, '理由を書きました。十文字以上。',
       d.day::timestamptz + s.seq * interval '1 day'
  FROM request q
 CROSS JOIN LATERAL (SELECT CASE WHEN exception_waits(q.state) THEN date '2026-10-20' + (q.id % 25)::integer ELSE q.filed END AS day) d -- nothing waits for months
  JOIN last_event e ON e.state = q.state
 CROSS JOIN LATERAL (VALUES (1, 'leader_file', 'draft', 'awaiting_manager', NULL), (2, 'manager_file', 'awaiting_manager', 'filed', NULL),
                            (3, 'secretariat_check', 'filed', 'under_review', NULL), (4, e.event, e.was, e.state, e.result)) s (seq, event, was, becomes, result)
 WHERE NOT q.is_draft OR s.seq = 1 AND q.state = 'awaiting_manager';
INSERT INTO exception_condition (request_id, step_id, ord, text)
SELECT s.request_id, s.id, 1, '月ごとに記録を提出する。' FROM exception_step s JOIN request q ON q.id = s.request_id
 WHERE s.seq = 4 AND q.state = 'permitted_with_conditions';
"""
