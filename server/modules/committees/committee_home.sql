-- name: committee_tasks
-- 対応が必要な事項 of meetings and directives, by the roles of today: what is late first, then the nearest. `title` says
-- of what, `link` leads to where it is done. Minutes that others have to confirm are the secretariat's when they are late;
-- whoever does not attend may write until the result.
WITH own AS MATERIALIZED (
    SELECT o.org_unit_id FROM own_directive_units() o
), seat AS MATERIALIZED (
    SELECT a.id, a.planned, a.actual, a.seat_kind, m.id AS meeting_id, m.starts_at, m.reply_by
      FROM attendance a JOIN meeting m ON m.id = a.meeting_id
     WHERE a.person_id = viewer() AND a.withdrawn_at IS NULL AND m.state = 'notified'
), task AS (
    SELECT CASE WHEN s.confirmed_at IS NULL THEN 'directive_confirm' ELSE 'directive_report' END AS task,
           directive_name(d) || '（' || u.name || '）' AS title, '/directives/' || d.id AS link, d.due
      FROM directive_standing s
      JOIN directive d ON d.id = s.directive_id AND d.state = 'issued'
      JOIN org_unit u ON u.id = s.org_unit_id
     WHERE NOT s.is_done AND s.org_unit_id IN (SELECT o.org_unit_id FROM own o)
     UNION ALL
    SELECT 'meeting_reply', meeting_title(m), '/meetings/' || m.id || '#reply', coalesce(t.reply_by, tokyo_day(t.starts_at))
      FROM seat t JOIN meeting m ON m.id = t.meeting_id WHERE t.planned = 'undecided' AND t.starts_at > instant()
     UNION ALL
    SELECT 'meeting_statement', meeting_title(m), '/meetings/' || m.id || '/session', tokyo_day(t.starts_at)
      FROM seat t
      JOIN meeting m ON m.id = t.meeting_id
      JOIN committee c ON c.code = m.committee_code AND c.decision_rule = 'consensus'
     WHERE coalesce(t.actual, t.planned) IN ('absent', 'proxy') AND takes_part(t.seat_kind)
       AND EXISTS (SELECT FROM agenda_item i
                    WHERE i.meeting_id = m.id AND i.removed_at IS NULL AND i.type = 'deliberation'
                      AND NOT EXISTS (SELECT FROM decision d WHERE d.item_id = i.id)
                      AND NOT EXISTS (SELECT FROM item_position p
                                       WHERE p.item_id = i.id AND p.attendance_id = t.id))
     UNION ALL
    SELECT 'minutes_confirm', meeting_title(m), '/meetings/' || m.id || '/minutes', minutes_due(m)
      FROM meeting m
     WHERE m.state = 'minutes_review' AND meeting_event_open(m, 'confirm_minutes')
     UNION ALL
    SELECT 'meeting_record', meeting_title(m), '/meetings/' || m.id || '/session', tokyo_day(m.starts_at)
      FROM meeting m
     WHERE may('meeting_maintain') AND m.state = 'notified' AND m.starts_at <= instant()
     UNION ALL
    SELECT 'meeting_lapsed', meeting_title(m), '/meetings/' || m.id, tokyo_day(m.starts_at)
      FROM meeting m
     WHERE may('meeting_maintain') AND m.state = 'planned' AND m.starts_at <= instant()
     UNION ALL
    SELECT 'meeting_minutes', meeting_title(m), '/meetings/' || m.id || '/minutes', minutes_due(m)
      FROM meeting m
     WHERE may('meeting_maintain')
       AND (m.state IN ('held', 'minutes_drafting') OR m.state = 'minutes_review' AND minutes_due(m) < today())
     UNION ALL
    SELECT 'meeting_plan', c.name || '　定例会 ' || w.held || '/' || w.wanted,
           '/meetings?committee=' || w.committee_code || '&fiscal_year=' || w.fiscal_year, w.due
      FROM meetings_wanted() w JOIN committee c ON c.code = w.committee_code
     WHERE may('meeting_maintain') AND w.held + w.planned < w.wanted
     UNION ALL
    SELECT 'directive_write', i.title, '/directives/new?decision=' || d.id, NULL::date
      FROM decision d
      JOIN agenda_item i ON i.id = d.item_id
      JOIN meeting m ON m.id = i.meeting_id AND m.state <> 'minutes_final'
     WHERE may('meeting_maintain') AND d.outcome = 'adopted' AND d.rule = 'consensus'
       AND d.instruction = 'directive'
       AND NOT EXISTS (SELECT FROM directive x WHERE x.decision_id = d.id AND x.state <> 'discarded')
     UNION ALL
    SELECT 'directive_issue', directive_name(d), '/directives/' || d.id, d.due
      FROM directive d
     WHERE may('directive_issue') AND d.state = 'draft' AND keeps_directive(d)
     UNION ALL
    SELECT 'directive_remind', directive_name(d) || '　未回答 ' || n.not_done || '課等',
           '/directives/' || d.id || '?answer=not_done', d.due
      FROM directive d
     CROSS JOIN LATERAL (SELECT count(*) AS not_done FROM directive_standing s
                          WHERE s.directive_id = d.id AND NOT s.is_done) n
     WHERE may('meeting_maintain') AND d.state = 'issued' AND d.due < today() AND n.not_done > 0
     UNION ALL
    SELECT 'guidance_answer', u.name || '　' || g.title, '/guidance/' || g.id, NULL::date
      FROM guidance g
      JOIN org_unit u ON u.id = g.org_unit_id
     WHERE gives_guidance() AND g.kind = 'question'
       AND NOT EXISTS (SELECT FROM guidance r WHERE r.reply_to_id = g.id AND r.kind = 'answer')
)
SELECT t.task, t.title, t.link, t.due, coalesce(t.due < today(), false) AS is_overdue
  FROM task t
 ORDER BY t.due < today() DESC NULLS LAST, t.due NULLS LAST, t.task, t.link
 LIMIT 30

-- name: committee_year
-- 今年度の状況: 定例会 1/2 of the information security committee, whether more is due, and the directives of the year.
SELECT fiscal_year(today()) AS fiscal_year, r.held, r.planned, r.wanted, r.held < r.wanted AS is_lacking,
       (SELECT count(*) FROM directive d
         WHERE d.fiscal_year = fiscal_year(today()) AND sees_directive(d)) AS directives,
       heads_personnel_section() AS may_refer
  FROM regular_meetings('isc', fiscal_year(today())) r
 WHERE may('meeting_read')
