-- お知らせ of meetings, directives and guidance (domain 3.10), in the shape of 0030: a table says which step
-- tells whom what, triggers write it in the step's transaction, and a function that the timed job runs says
-- what the day brings. The dedup key keeps a second run of the same day from telling it again.

CREATE TABLE committee_notice_rule (
    object_type text NOT NULL,
    event text NOT NULL,
    kind text NOT NULL,
    groups text[] NOT NULL,
    CONSTRAINT committee_notice_rule_pk PRIMARY KEY (object_type, event, kind),
    CONSTRAINT committee_notice_rule_object_known CHECK (object_type IN ('meeting', 'directive', 'guidance'))
);
COMMENT ON TABLE committee_notice_rule IS
    'Which step of a meeting or directive, or which kind of guidance, tells whom what (domain 3.10).';
GRANT SELECT ON committee_notice_rule TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('committee_notice_rule', 'reference data of migrations');
INSERT INTO committee_notice_rule (object_type, event, kind, groups) VALUES
    ('meeting', 'notify', 'meeting_notified', '{called}'),
    ('meeting', 'reschedule', 'meeting_rescheduled', '{called}'),
    ('meeting', 'cancel', 'meeting_cancelled', '{called}'),
    ('meeting', 'papers', 'meeting_papers', '{called}'),
    ('meeting', 'send_minutes', 'minutes_to_confirm', '{presider,named_member}'),
    ('meeting', 'return_minutes', 'minutes_returned', '{secretariat}'),
    ('meeting', 'correct', 'minutes_corrected', '{presider,named_member}'),
    ('directive', 'issue', 'directive_issued', '{sections}'),
    ('directive', 'remind', 'directive_reminded', '{sections_not_done}'),
    ('directive', 'close', 'directive_closed', '{sections_not_done}'),
    ('guidance', 'guidance', 'guidance_given', '{section}'),
    ('guidance', 'advice', 'guidance_given', '{section}'),
    ('guidance', 'answer', 'guidance_answered', '{section}'),
    ('guidance', 'question', 'guidance_asked', '{network_security_manager,secretariat}'),
    ('guidance', 'comment', 'guidance_asked', '{network_security_manager,secretariat}');

-- Who is told --------------------------------------------------------------------------------------------

CREATE FUNCTION bearers_of_city(roles text[]) RETURNS TABLE (person_id bigint)
    LANGUAGE sql STABLE AS $$
    SELECT DISTINCT r.person_id FROM effective_role r
     WHERE r.role_code = ANY (roles)
       AND r.role_code IN ('secretariat', 'network_security_manager', 'chair')
       AND is_in_force(r.valid_from, r.valid_to, today())
$$;
COMMENT ON FUNCTION bearers_of_city IS 'Who bears one of these roles of the whole city today.';

CREATE FUNCTION section_officers(units bigint[]) RETURNS TABLE (person_id bigint)
    LANGUAGE sql STABLE AS $$
    SELECT DISTINCT r.person_id FROM effective_role r
     WHERE r.org_unit_id = ANY (units)
       AND r.role_code IN ('system_security_manager', 'it_promotion_leader')
       AND is_in_force(r.valid_from, r.valid_to, today())
$$;
COMMENT ON FUNCTION section_officers IS 'The heads and leaders of these sections today.';

CREATE FUNCTION meeting_recipients(meeting meeting, groups text[]) RETURNS TABLE (person_id bigint)
    LANGUAGE sql STABLE AS $$
    SELECT a.person_id FROM attendance a
     WHERE a.meeting_id = meeting.id AND a.withdrawn_at IS NULL AND a.person_id IS NOT NULL
       AND ('called' = ANY (groups)
            OR 'presider' = ANY (groups) AND a.id = meeting.presider_id
            OR 'named_member' = ANY (groups) AND a.id = meeting.named_member_id)
     UNION
    SELECT b.person_id FROM bearers_of_city(groups) b
$$;

CREATE FUNCTION directive_recipients(directive directive, groups text[]) RETURNS TABLE (person_id bigint)
    LANGUAGE sql STABLE AS $$
    SELECT o.person_id
      FROM section_officers(ARRAY(
           SELECT unit_today(s.org_unit_id) FROM directive_standing s
            WHERE s.directive_id = directive.id
              AND ('sections' = ANY (groups) OR 'sections_not_done' = ANY (groups) AND NOT s.is_done))) o
     UNION
    SELECT b.person_id FROM bearers_of_city(groups) b
$$;
COMMENT ON FUNCTION directive_recipients IS
    'sections: heads and leaders of all it was delivered to; sections_not_done: of those that have not answered.';

-- The steps ----------------------------------------------------------------------------------------------

CREATE FUNCTION meeting_notify(meeting meeting, kind text, key text, groups text[], page text, due date,
                               besides bigint, at timestamptz) RETURNS void LANGUAGE sql AS $$
    SELECT notify_person(p.person_id, kind, 'meeting', meeting.id::text,
                         meeting_title(meeting) || '　' || to_char(meeting.starts_at AT TIME ZONE 'Asia/Tokyo', 'FMMM月FMDD日'),
                         '/meetings/' || meeting.id || page, 'meeting:' || meeting.id || ':' || key, due, at)
      FROM meeting_recipients(meeting, groups) p
     WHERE p.person_id IS DISTINCT FROM besides
$$;

-- What was entered long after it was done (the sample city, an import) is no news.
CREATE FUNCTION meeting_step_notify() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told meeting;
BEGIN
    SELECT * INTO told FROM meeting WHERE id = NEW.meeting_id;
    IF NEW.at < instant() - interval '14 days' OR told.is_migrated THEN
        RETURN NULL;
    END IF;
    PERFORM meeting_notify(told, n.kind, 'step:' || NEW.seq, n.groups,
                           CASE WHEN NEW.event LIKE '%minutes' OR NEW.event = 'correct' THEN '/minutes' ELSE '' END,
                           CASE NEW.event WHEN 'notify' THEN told.reply_by END, NEW.actor_id, NEW.at)
       FROM committee_notice_rule n
      WHERE n.object_type = 'meeting' AND n.event = NEW.event;
    RETURN NULL;
END $$;
CREATE TRIGGER meeting_step_notify AFTER INSERT ON meeting_step
    FOR EACH ROW EXECUTE FUNCTION meeting_step_notify();

-- Papers of one day are told once.
CREATE FUNCTION meeting_paper_notify() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told meeting;
BEGIN
    SELECT * INTO told FROM meeting WHERE id = NEW.meeting_id;
    IF told.state = 'notified' AND NOT told.is_migrated AND NEW.added_at >= instant() - interval '14 days' THEN
        PERFORM meeting_notify(told, n.kind, 'papers:' || tokyo_day(NEW.added_at), n.groups, '/agenda', NULL,
                               NEW.added_by, NEW.added_at)
           FROM committee_notice_rule n
          WHERE n.object_type = 'meeting' AND n.event = 'papers';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER meeting_paper_notify AFTER INSERT ON meeting_paper
    FOR EACH ROW EXECUTE FUNCTION meeting_paper_notify();

CREATE FUNCTION directive_notify(directive directive, kind text, key text, groups text[], besides bigint,
                                 at timestamptz) RETURNS void LANGUAGE sql AS $$
    SELECT notify_person(p.person_id, kind, 'directive', directive.id::text, directive_name(directive),
                         '/directives/' || directive.id, 'directive:' || directive.id || ':' || key,
                         directive.due, at)
      FROM directive_recipients(directive, groups) p
     WHERE p.person_id IS DISTINCT FROM besides
$$;

CREATE FUNCTION directive_step_notify() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told directive;
BEGIN
    IF NEW.at < instant() - interval '14 days' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO told FROM directive WHERE id = NEW.directive_id;
    PERFORM directive_notify(told, n.kind, 'step:' || NEW.id, n.groups, NEW.actor_id, NEW.at)
       FROM committee_notice_rule n
      WHERE n.object_type = 'directive' AND n.event = NEW.event;
    RETURN NULL;
END $$;
CREATE TRIGGER directive_step_notify AFTER INSERT ON directive_step
    FOR EACH ROW EXECUTE FUNCTION directive_step_notify();

CREATE FUNCTION guidance_notify() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.at < instant() - interval '14 days' THEN
        RETURN NULL;
    END IF;
    PERFORM notify_person(p.person_id, n.kind, 'guidance', NEW.id::text, u.name || '　' || NEW.title,
                          '/guidance/' || coalesce(NEW.reply_to_id, NEW.id), 'guidance:' || NEW.id, NULL, NEW.at)
       FROM committee_notice_rule n
       JOIN org_unit u ON u.id = NEW.org_unit_id
      CROSS JOIN LATERAL (SELECT o.person_id FROM section_officers(ARRAY[unit_today(u.id)]) o
                           WHERE 'section' = ANY (n.groups)
                           UNION
                          SELECT b.person_id FROM bearers_of_city(n.groups) b) p
      WHERE n.object_type = 'guidance' AND n.event = NEW.kind AND p.person_id <> NEW.person_id;
    RETURN NULL;
END $$;
CREATE TRIGGER guidance_notify AFTER INSERT ON guidance
    FOR EACH ROW EXECUTE FUNCTION guidance_notify();

-- What the day brings ------------------------------------------------------------------------------------

CREATE FUNCTION minutes_due(meeting meeting) RETURNS date
    LANGUAGE sql STABLE
    RETURN tokyo_day(meeting.starts_at)
           + (SELECT c.minutes_due_days FROM committee c WHERE c.code = meeting.committee_code);
COMMENT ON FUNCTION minutes_due IS 'By when the minutes of a meeting are final (BR-CM-12).';

CREATE FUNCTION meetings_wanted() RETURNS TABLE (committee_code text, fiscal_year integer, held integer,
                                                 planned integer, wanted integer, due date)
    LANGUAGE sql STABLE AS $$
    SELECT c.code, y.year, r.held, r.planned, r.wanted,
           CASE WHEN r.held = 0 THEN make_date(y.year, 9, 30) ELSE make_date(y.year + 1, 2, 28) END
      FROM committee c
     CROSS JOIN (SELECT fiscal_year(today()) AS year) y
     CROSS JOIN LATERAL regular_meetings(c.code, y.year) r
     WHERE r.held < r.wanted
$$;
COMMENT ON FUNCTION meetings_wanted IS
    'Committees that still have to meet regularly this year, and from which day that is a warning: none held on 30 September, too few on 28 February (BR-CM-01).';

CREATE FUNCTION committee_remind() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('mamori.remind', 0)) THEN
        RETURN 0;
    END IF;
    told := (SELECT count(*) FROM notification);
    PERFORM meeting_notify(m, 'minutes_overdue', 'minutes_over:' || (today() - minutes_due(m) - 1) / 7,
                           '{secretariat}', '/minutes', minutes_due(m), NULL, instant())
       FROM meeting m
      WHERE m.state IN ('held', 'minutes_drafting', 'minutes_review') AND today() > minutes_due(m);
    PERFORM notify_person(b.person_id, 'meetings_too_few', 'committee', w.committee_code,
                          c.name || '　' || w.fiscal_year || '年度　定例会 ' || w.held || '/' || w.wanted,
                          '/meetings?fiscal_year=' || w.fiscal_year || '&committee=' || w.committee_code,
                          'meetings:' || w.committee_code || ':' || t.day, NULL, instant())
       FROM meetings_wanted() w
       JOIN committee c ON c.code = w.committee_code
      CROSS JOIN LATERAL (SELECT max(x.day) AS day
                            FROM (VALUES (make_date(w.fiscal_year, 9, 30), 1),
                                         (make_date(w.fiscal_year + 1, 2, 28), w.wanted)) x (day, least)
                           WHERE today() >= x.day AND w.held < x.least) t
      CROSS JOIN bearers_of_city('{secretariat,network_security_manager,chair}') b
      WHERE t.day IS NOT NULL;
    PERFORM directive_notify(d, CASE WHEN d.due < today() THEN 'directive_overdue' ELSE 'directive_due' END,
                             CASE WHEN d.due < today() THEN 'over:' ELSE 'due:' END || d.due,
                             CASE WHEN d.due < today() THEN '{sections_not_done,secretariat}'::text[]
                                  ELSE '{sections_not_done}'::text[] END, NULL, instant())
       FROM directive d
      WHERE d.state = 'issued' AND d.due <= today() + 7
        AND EXISTS (SELECT FROM directive_standing s WHERE s.directive_id = d.id AND NOT s.is_done);
    RETURN (SELECT count(*) FROM notification) - told;
END $$;
COMMENT ON FUNCTION committee_remind IS 'As exception_remind, with the same lock: one at a time. Returns how many were told.';

-- カレンダー ----------------------------------------------------------------------------------------------

ALTER FUNCTION calendar_entry(bigint) RENAME TO calendar_exception_entry;
CREATE FUNCTION calendar_entry(person bigint)
    RETURNS TABLE (uid text, kind text, day date, subject text, link text)
    LANGUAGE sql STABLE AS $$
    WITH RECURSIVE own AS (
        SELECT r.org_unit_id AS id, 0 AS step
          FROM effective_role r
         WHERE r.person_id = person
           AND r.role_code IN ('system_security_manager', 'it_promotion_leader')
           AND is_in_force(r.valid_from, r.valid_to, today())
        UNION
        SELECT u.id, o.step + 1 FROM own o JOIN org_unit u ON u.successor_id = o.id WHERE o.step < 20
    )
    SELECT e.uid, e.kind, e.day, e.subject, e.link FROM calendar_exception_entry(person) e
     UNION ALL
    SELECT 'meeting-' || m.id, 'meeting', tokyo_day(m.starts_at),
           to_char(m.starts_at AT TIME ZONE 'Asia/Tokyo', 'HH24:MI') || '　' || meeting_title(m),
           '/meetings/' || m.id
      FROM attendance a
      JOIN meeting m ON m.id = a.meeting_id
     WHERE a.person_id = person AND a.withdrawn_at IS NULL AND NOT m.is_migrated
       AND m.state NOT IN ('planned', 'cancelled')
     UNION ALL
    SELECT 'directive-' || d.id, 'directive_due', d.due, directive_name(d), '/directives/' || d.id
      FROM directive d
     WHERE d.state = 'issued' AND d.due IS NOT NULL
       AND (bears(person, 'secretariat', today())
            OR EXISTS (SELECT FROM directive_standing s
                        WHERE s.directive_id = d.id AND NOT s.is_done
                          AND s.org_unit_id IN (SELECT o.id FROM own o)))
$$;
COMMENT ON FUNCTION calendar_entry IS
    'The days that concern a person: of the sections headed or led today, for the secretariat of all, and the meetings the person is called to.';
COMMENT ON FUNCTION calendar_exception_entry IS 'Those of exceptions.';
