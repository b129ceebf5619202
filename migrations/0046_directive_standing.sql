-- Where each section stands with each directive: told, confirmed, reported, late. One place, since the
-- page, the sheet, the notices and the home page all ask it. And two rules of who sees what.

CREATE VIEW directive_standing AS
    SELECT y.id AS delivery_id, y.directive_id, y.org_unit_id, y.delivered_at,
           c.at AS confirmed_at, c.person_id AS confirmed_by, r.at AS reported_at,
           r.person_id AS reported_by, x.is_done,
           NOT x.is_done AND d.due < coalesce(tokyo_day(d.closed_at), today()) AS is_overdue,
           CASE WHEN x.is_done THEN 'done'
                WHEN d.due < coalesce(tokyo_day(d.closed_at), today()) THEN 'overdue'
                WHEN c.id IS NOT NULL THEN 'confirmed'
                ELSE 'delivered' END AS delivery_state
      FROM directive_delivery y
      JOIN directive d ON d.id = y.directive_id
      LEFT JOIN directive_answer c ON c.delivery_id = y.id AND c.kind = 'confirm'
      LEFT JOIN LATERAL (SELECT a.at, a.person_id FROM directive_answer a
                          WHERE a.delivery_id = y.id AND a.kind = 'report'
                          ORDER BY a.id LIMIT 1) r ON true
     CROSS JOIN LATERAL (SELECT r.at IS NOT NULL OR c.id IS NOT NULL AND NOT d.needs_reply AS is_done) x;
COMMENT ON VIEW directive_standing IS
    'Each delivery with its confirmation and first report. done: reported, or confirmed where no report is asked for.';
GRANT SELECT ON directive_standing TO mamori_server;

CREATE FUNCTION directive_name(directive directive) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN coalesce(directive.fiscal_year || '年度第' || directive.number || '号　', '') || directive.title;

-- A discarded draft was seen by nobody but who keeps it, and stays so.
CREATE OR REPLACE FUNCTION sees_directive(directive directive) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN may('directive_read_all')
           AND (directive.state NOT IN ('draft', 'discarded') OR keeps_directive(directive))
        OR directive.state IN ('issued', 'closed') AND may('meeting_read')
           AND (directive.audience = 'all'
                OR EXISTS (SELECT FROM directive_delivery d
                            WHERE d.directive_id = directive.id
                              AND d.org_unit_id IN (SELECT w.org_unit_id FROM workplace_units() w
                                                     UNION SELECT o.org_unit_id FROM own_directive_units() o)));

CREATE FUNCTION gives_guidance() RETURNS boolean
    LANGUAGE sql STABLE
    RETURN acts_as('network_security_manager') OR may('meeting_maintain');
COMMENT ON FUNCTION gives_guidance IS
    'The network security manager, the deputy who acts for that manager now, and the secretariat under that manager (7(1)ウ(キ), キ(イ)).';
