-- 会議体 (clause 7(2)). A committee carries its own rules as data: 総意 for the information security
-- committee, the wording of its own 規程 for the two councils, nothing but a reference for the
-- discipline committee. Who sits on one follows from posts, or is designated by the chair; on a day one
-- person has one seat, the highest. A meeting keeps its own list of who was called, under the names and
-- posts of that day, and moves by appended steps alone (0038).

CREATE TABLE committee (
    code text NOT NULL,
    sort_order integer NOT NULL,
    name text NOT NULL,
    basis text NOT NULL,
    basis_slug text,
    decision_rule text NOT NULL,
    records_scope text NOT NULL DEFAULT 'full',
    quorum_text text NOT NULL DEFAULT '',
    rule_text text NOT NULL DEFAULT '',
    regular_per_year integer,
    minutes_due_days integer NOT NULL DEFAULT 45,
    allows_written boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT committee_pk PRIMARY KEY (code),
    CONSTRAINT committee_code_form CHECK (code ~ '^[a-z_]{2,30}$'),
    CONSTRAINT committee_rule_known CHECK (
        decision_rule IN ('consensus', 'per_own_rule', 'not_recorded')),
    CONSTRAINT committee_scope_known CHECK (records_scope IN ('full', 'reference_only')),
    CONSTRAINT committee_not_recorded CHECK (
        (decision_rule = 'not_recorded') = (records_scope = 'reference_only')),
    CONSTRAINT committee_consensus CHECK (code <> 'isc' OR decision_rule = 'consensus'),
    CONSTRAINT committee_twice_a_year CHECK (code <> 'isc' OR regular_per_year >= 2),
    CONSTRAINT committee_per_year CHECK (regular_per_year BETWEEN 1 AND 12),
    CONSTRAINT committee_minutes_due CHECK (minutes_due_days BETWEEN 1 AND 180),
    CONSTRAINT committee_text_length CHECK (
        length(name) BETWEEN 1 AND 60 AND length(basis) <= 60 AND length(quorum_text) <= 400
        AND length(rule_text) <= 2000)
);
COMMENT ON TABLE committee IS
    '会議体 and its own rules. That the committee decides by 総意 and meets regularly twice a year is the policy''s and is no setting (BR-CM-01, BR-CM-05).';
COMMENT ON COLUMN committee.decision_rule IS
    'consensus: 委員の総意; per_own_rule: as rule_text says, recorded and not computed (BR-CM-13); not_recorded: the portal keeps no deliberation (BR-CM-14).';
COMMENT ON COLUMN committee.minutes_due_days IS 'Days after the meeting by which the minutes are final (BR-CM-12).';
GRANT SELECT, UPDATE (quorum_text, rule_text, regular_per_year, minutes_due_days, allows_written,
                      updated_at, updated_by, row_version)
   ON committee TO mamori_server;
INSERT INTO committee (code, sort_order, name, basis, basis_slug, decision_rule, records_scope,
                       quorum_text, rule_text, regular_per_year) VALUES
    ('isc', 1, '情報セキュリティ委員会', '7(2)ア', '7.2.a', 'consensus', 'full', '', '', 2),
    ('juki_net_council', 2, '住民基本台帳ネットワークシステムセキュリティ会議', '7(2)イ', '7.2.i',
     'per_own_rule', 'full', '', '', NULL),
    ('tax_net_council', 3, '国税連携・地方税ポータルネットワークシステムセキュリティ会議', '7(2)ウ', '7.2.u',
     'per_own_rule', 'full', '', '', NULL),
    ('discipline_committee', 4, '藤沢市職員綱紀審査委員会', '', NULL, 'not_recorded', 'reference_only',
     '', '', NULL);

-- 委員名簿 ------------------------------------------------------------------------------------------

CREATE TABLE committee_seat (
    id bigint GENERATED ALWAYS AS IDENTITY,
    committee_code text NOT NULL,
    kind text NOT NULL,
    order_no integer NOT NULL DEFAULT 100,
    person_id bigint,
    post_code text,
    source text NOT NULL,
    doc_number text NOT NULL DEFAULT '',
    designated_on date,
    reason text NOT NULL DEFAULT '',
    valid_from date NOT NULL,
    valid_to date,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT committee_seat_pk PRIMARY KEY (id),
    CONSTRAINT committee_seat_committee_fk FOREIGN KEY (committee_code) REFERENCES committee (code),
    CONSTRAINT committee_seat_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT committee_seat_kind_known CHECK (
        kind IN ('chair', 'vice_chair', 'member', 'secretary', 'expert')),
    CONSTRAINT committee_seat_source_known CHECK (
        source = 'ex_officio' AND post_code IS NOT NULL AND person_id IS NULL
        OR source = 'designated_by_chair' AND person_id IS NOT NULL AND post_code IS NULL),
    CONSTRAINT committee_seat_policy_gives CHECK (
        committee_code <> 'isc' OR source = 'designated_by_chair' AND kind IN ('member', 'expert')),
    CONSTRAINT committee_seat_records_kept CHECK (committee_code <> 'discipline_committee'),
    CONSTRAINT committee_seat_designation CHECK (
        source <> 'designated_by_chair' OR designated_on IS NOT NULL),
    CONSTRAINT committee_seat_never_mayor CHECK (post_code IS DISTINCT FROM 'mayor'),
    CONSTRAINT committee_seat_text_length CHECK (length(doc_number) <= 60 AND length(reason) <= 400),
    CONSTRAINT committee_seat_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT committee_seat_once EXCLUDE USING gist (
        committee_code WITH =, coalesce(person_id, 0) WITH =, coalesce(post_code, '') WITH =,
        daterange(valid_from, valid_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX committee_seat_person ON committee_seat (person_id);
COMMENT ON TABLE committee_seat IS
    'Seats that do not follow from the policy itself: designated by the chair, and those of the councils by their own rules. The committee''s seats by post stand in ex_officio (0006).';
COMMENT ON COLUMN committee_seat.designated_on IS 'The day the chair found the person necessary (clause 7(2)ア(イ)表).';
GRANT SELECT,
      INSERT (committee_code, kind, order_no, person_id, post_code, source, doc_number, designated_on,
              reason, valid_from, valid_to),
      UPDATE (order_no, valid_to, doc_number, reason, updated_at, updated_by, row_version)
   ON committee_seat TO mamori_server;

-- A designated member is a member: what a member may do follows.
CREATE OR REPLACE VIEW effective_role AS
    SELECT s.person_id, 'staff' AS role_code, NULL::bigint AS org_unit_id, NULL::bigint AS post_id,
           'membership' AS source, s.valid_from, s.valid_to
      FROM scope_period s
    UNION ALL
    SELECT a.person_id, 'secretariat', NULL, NULL, 'membership',
           greatest(a.valid_from, s.valid_from), least(a.valid_to, s.valid_to)
      FROM org_unit u
      JOIN person_assignment a ON a.org_unit_id = u.id
      JOIN scope_period s ON s.person_id = a.person_id
                         AND daterange(s.valid_from, s.valid_to, '[]')
                             && daterange(a.valid_from, a.valid_to, '[]')
     WHERE u.is_coordinating_section
    UNION ALL
    SELECT o.person_id, o.role_code, o.org_unit_id, o.post_id, 'ex_officio', o.valid_from, o.valid_to
      FROM office_period o
    UNION ALL
    SELECT r.person_id, r.role_code, r.org_unit_id, NULL, r.source, r.valid_from, r.valid_to
      FROM role_assignment r
    UNION ALL
    SELECT l.deputy_id, 'deputy_network_security_manager', NULL, NULL, 'designated', l.first_day,
           least(l.last_day, tokyo_day(l.revoked_at) - 1)
      FROM deputy_limit l
     WHERE l.recognised_at IS NOT NULL
       AND l.first_day <= coalesce(least(l.last_day, tokyo_day(l.revoked_at) - 1), 'infinity')
    UNION ALL
    SELECT g.person_id, g.role_code, NULL, NULL, 'portal', g.valid_from, g.valid_to
      FROM portal_grant g
    UNION ALL
    SELECT c.person_id, 'member', NULL, NULL, 'designated', c.valid_from, c.valid_to
      FROM committee_seat c
     WHERE c.committee_code = 'isc' AND c.kind = 'member' AND c.person_id IS NOT NULL;

CREATE FUNCTION seat_rank(kind text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_position('{chair,vice_chair,member,secretary,expert,staff_concerned,observer}'::text[],
                          kind);
COMMENT ON FUNCTION seat_rank IS 'The order of kinds of seats; of two seats of one person the lower counts (BR-CM-03).';

CREATE FUNCTION takes_part(kind text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN kind IN ('chair', 'vice_chair', 'member');
COMMENT ON FUNCTION takes_part IS 'BR-CM-04: whose 意思 counts; everybody else attends without.';

CREATE FUNCTION vice_chair_place(post_code text) RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN array_position(string_to_array(coalesce(setting_text('committee.vice_chair_order'),
                                                   'vice_mayor_2 superintendent'), ' '), post_code);
COMMENT ON FUNCTION vice_chair_place IS 'In which order the vice chairs act for the chair (Q2); NULL: not named.';

CREATE FUNCTION committee_roster(committee text, on_day date)
    RETURNS TABLE (place integer, kind text, person_id bigint, post_id bigint, post_code text,
                   post_name text, source text, seat_id bigint, basis text, valid_from date,
                   valid_to date)
    LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH seat AS (
        SELECT r.role_code AS kind, r.person_id, r.post_id, 'ex_officio' AS source,
               NULL::bigint AS seat_id, NULL::integer AS order_no, '7(2)ア(イ)表' AS basis,
               r.valid_from, r.valid_to
          FROM effective_role r
         WHERE committee = 'isc' AND r.source = 'ex_officio'
           AND r.role_code IN ('chair', 'vice_chair', 'member')
        UNION ALL
        SELECT s.kind, coalesce(s.person_id, h.person_id), o.id, s.source, s.id, s.order_no,
               s.doc_number, greatest(s.valid_from, h.valid_from), least(s.valid_to, h.valid_to)
          FROM committee_seat s
          LEFT JOIN post o ON o.code = s.post_code AND is_in_force(o.valid_from, o.valid_to, on_day)
          LEFT JOIN post_holding h ON h.post_id = o.id
                                  AND is_in_force(h.valid_from, h.valid_to, on_day)
         WHERE s.committee_code = committee AND is_in_force(s.valid_from, s.valid_to, on_day)),
    one AS (
        SELECT DISTINCT ON (seat.person_id) seat.*
          FROM seat
         WHERE seat.person_id IS NOT NULL AND is_in_force(seat.valid_from, seat.valid_to, on_day)
           AND NOT EXISTS (SELECT FROM post_holding m JOIN post n ON n.id = m.post_id
                            WHERE m.person_id = seat.person_id AND n.code = 'mayor'
                              AND is_in_force(m.valid_from, m.valid_to, on_day))
         ORDER BY seat.person_id, seat_rank(seat.kind), seat.source DESC, seat.post_id, seat.seat_id)
    SELECT row_number() OVER (ORDER BY seat_rank(one.kind), one.source = 'designated_by_chair',
                              CASE one.kind WHEN 'vice_chair' THEN vice_chair_place(o.code) END,
                              one.order_no, u.code, o.id, one.seat_id)::integer,
           one.kind, one.person_id, one.post_id, o.code,
           coalesce(o.name, (SELECT h.name FROM post_holding x JOIN post h ON h.id = x.post_id
                              WHERE x.person_id = one.person_id
                                AND is_in_force(x.valid_from, x.valid_to, on_day)
                              ORDER BY x.kind <> 'holder', NOT h.is_head, h.id LIMIT 1), ''),
           one.source, one.seat_id, one.basis, one.valid_from, one.valid_to
      FROM one
      LEFT JOIN post o ON o.id = one.post_id
      LEFT JOIN org_unit u ON u.id = o.org_unit_id;
END $$;
COMMENT ON FUNCTION committee_roster IS
    'BR-CM-03: who sits on a committee on a day, one seat a person, the mayor none, in the order of the roster. A seat whose post is vacant has no row.';

CREATE FUNCTION sits_on(committee text) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM committee_roster(committee, today()) r WHERE r.person_id = viewer());
END $$;

-- 会議 --------------------------------------------------------------------------------------------

CREATE TABLE meeting (
    id bigint GENERATED ALWAYS AS IDENTITY,
    committee_code text NOT NULL,
    kind text NOT NULL,
    fiscal_year integer NOT NULL,
    number integer,
    state text NOT NULL DEFAULT 'planned',
    format text NOT NULL DEFAULT 'in_person',
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    place text NOT NULL DEFAULT '',
    necessity text NOT NULL DEFAULT '',
    necessity_on date,
    is_public boolean NOT NULL DEFAULT false,
    nonpublic_reason text NOT NULL DEFAULT '',
    reply_by date,
    presider_id bigint,
    acting_record_id bigint,
    visitors integer NOT NULL DEFAULT 0,
    named_member_id bigint,
    notified_at timestamptz,
    notice_no text NOT NULL DEFAULT '',
    is_migrated boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT meeting_pk PRIMARY KEY (id),
    CONSTRAINT meeting_committee_fk FOREIGN KEY (committee_code) REFERENCES committee (code),
    CONSTRAINT meeting_number_once UNIQUE (committee_code, fiscal_year, kind, number),
    CONSTRAINT meeting_kind_known CHECK (kind IN ('regular', 'extraordinary')),
    CONSTRAINT meeting_state_known CHECK (state IN (
        'planned', 'notified', 'cancelled', 'held', 'minutes_drafting', 'minutes_review',
        'minutes_final')),
    CONSTRAINT meeting_format_known CHECK (format IN ('in_person', 'online', 'mixed', 'written')),
    CONSTRAINT meeting_year CHECK (fiscal_year = fiscal_year(tokyo_day(starts_at))),
    CONSTRAINT meeting_ends_after_start CHECK (ends_at > starts_at),
    CONSTRAINT meeting_numbered CHECK (state IN ('planned', 'cancelled') OR number IS NOT NULL),
    CONSTRAINT meeting_necessity_kind CHECK (kind = 'extraordinary' OR necessity = ''),
    CONSTRAINT meeting_nonpublic_why CHECK (NOT is_public OR nonpublic_reason = ''),
    CONSTRAINT meeting_presided CHECK (
        state IN ('planned', 'notified', 'cancelled') OR is_migrated
        OR presider_id IS NOT NULL AND ends_at IS NOT NULL),
    CONSTRAINT meeting_visitors CHECK (visitors BETWEEN 0 AND 9999),
    CONSTRAINT meeting_text_length CHECK (
        length(place) <= 80 AND length(necessity) <= 400 AND length(nonpublic_reason) <= 200
        AND length(notice_no) <= 60)
);
CREATE INDEX meeting_newest ON meeting (starts_at DESC, id DESC);
CREATE INDEX meeting_of_year ON meeting (committee_code, fiscal_year DESC);
COMMENT ON TABLE meeting IS
    '会議. Date, place and kind may change while it is planned; its state by appended steps alone (0038).';
COMMENT ON COLUMN meeting.number IS
    '第n回 of its kind in the fiscal year, taken when notice is given: no gap, never reused (BR-CA-05).';
COMMENT ON COLUMN meeting.necessity IS 'Why the chair finds an extraordinary meeting necessary (BR-CM-02).';
COMMENT ON COLUMN meeting.presider_id IS 'The attendance row of the 議長: the chair, else the first vice chair present (BR-CM-08).';
COMMENT ON COLUMN meeting.named_member_id IS 'The attendance row of the member who confirms the minutes with the presider (BR-CM-12).';
GRANT SELECT,
      INSERT (committee_code, kind, format, starts_at, place, necessity, necessity_on, is_public,
              nonpublic_reason, reply_by, is_migrated),
      UPDATE (kind, format, starts_at, ends_at, place, necessity, necessity_on, is_public,
              nonpublic_reason, reply_by, visitors, named_member_id, updated_at, updated_by,
              row_version)
   ON meeting TO mamori_server;

CREATE TABLE meeting_counter (
    committee_code text NOT NULL,
    fiscal_year integer NOT NULL,
    kind text NOT NULL,
    last_no integer NOT NULL,
    CONSTRAINT meeting_counter_pk PRIMARY KEY (committee_code, fiscal_year, kind)
);
COMMENT ON TABLE meeting_counter IS 'The last 第n回 given; taken in the transaction of the notice.';
GRANT SELECT ON meeting_counter TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('meeting_counter', 'follows from the notices, which are logged');

-- 出欠 --------------------------------------------------------------------------------------------

CREATE TABLE attendance (
    id bigint GENERATED ALWAYS AS IDENTITY,
    meeting_id bigint NOT NULL,
    seat_kind text NOT NULL,
    place integer NOT NULL,
    person_id bigint,
    name text NOT NULL,
    post_name text NOT NULL DEFAULT '',
    source text NOT NULL,
    planned text NOT NULL DEFAULT 'undecided',
    actual text,
    proxy_name text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    arrived_at timestamptz,
    left_at timestamptz,
    withdrawn_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT attendance_pk PRIMARY KEY (id),
    CONSTRAINT attendance_meeting_fk FOREIGN KEY (meeting_id) REFERENCES meeting (id),
    CONSTRAINT attendance_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT attendance_kind_known CHECK (seat_kind IN (
        'chair', 'vice_chair', 'member', 'secretary', 'expert', 'staff_concerned', 'observer')),
    CONSTRAINT attendance_source_known CHECK (
        source IN ('ex_officio', 'designated_by_chair', 'invited', 'migrated')),
    CONSTRAINT attendance_invited_without_seat CHECK (
        source <> 'invited' OR seat_kind IN ('secretary', 'expert', 'staff_concerned', 'observer')),
    CONSTRAINT attendance_planned_known CHECK (planned IN ('attending', 'absent', 'undecided')),
    CONSTRAINT attendance_actual_known CHECK (
        actual IN ('present', 'absent', 'late', 'left_early', 'proxy')),
    CONSTRAINT attendance_proxy_named CHECK (
        CASE actual WHEN 'proxy' THEN proxy_name <> '' ELSE proxy_name = '' END),
    CONSTRAINT attendance_text_length CHECK (
        length(name) BETWEEN 1 AND 80 AND length(post_name) <= 120 AND length(proxy_name) <= 80
        AND length(reason) <= 200),
    CONSTRAINT attendance_times CHECK (left_at >= arrived_at)
);
CREATE UNIQUE INDEX attendance_once ON attendance (meeting_id, person_id) WHERE withdrawn_at IS NULL;
CREATE INDEX attendance_person ON attendance (person_id);
COMMENT ON TABLE attendance IS
    '出欠: everybody called to a meeting, under the name and post of its day, which stay as they were written (BR-CM-03). The seats come from the roster when notice is given.';
COMMENT ON COLUMN attendance.proxy_name IS 'Who came instead; a proxy hears and speaks, but the 意思 is the member''s.';
GRANT SELECT,
      INSERT (meeting_id, seat_kind, place, person_id, name, post_name, source),
      UPDATE (planned, actual, proxy_name, reason, arrived_at, left_at, withdrawn_at, updated_at,
              updated_by, row_version)
   ON attendance TO mamori_server;
ALTER TABLE meeting
    ADD CONSTRAINT meeting_presider_fk FOREIGN KEY (presider_id) REFERENCES attendance (id),
    ADD CONSTRAINT meeting_named_member_fk FOREIGN KEY (named_member_id) REFERENCES attendance (id),
    ADD CONSTRAINT meeting_acting_fk FOREIGN KEY (acting_record_id) REFERENCES acting_record (id);

-- 議題・資料 ---------------------------------------------------------------------------------------

CREATE TABLE agenda_item (
    id bigint GENERATED ALWAYS AS IDENTITY,
    meeting_id bigint NOT NULL,
    no integer NOT NULL,
    title text NOT NULL,
    type text NOT NULL,
    category text,
    proposer_unit_id bigint,
    explainer text NOT NULL DEFAULT '',
    related_kind text,
    related_no text NOT NULL DEFAULT '',
    carried_from_id bigint,
    gist text NOT NULL DEFAULT '',
    removed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT agenda_item_pk PRIMARY KEY (id),
    CONSTRAINT agenda_item_meeting_fk FOREIGN KEY (meeting_id) REFERENCES meeting (id),
    CONSTRAINT agenda_item_unit_fk FOREIGN KEY (proposer_unit_id) REFERENCES org_unit (id),
    CONSTRAINT agenda_item_carried_fk FOREIGN KEY (carried_from_id) REFERENCES agenda_item (id),
    CONSTRAINT agenda_item_no_positive CHECK (no BETWEEN 1 AND 99),
    CONSTRAINT agenda_item_no_once EXCLUDE USING gist (meeting_id WITH =, no WITH =)
        WHERE (removed_at IS NULL) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT agenda_item_type_known CHECK (type IN ('deliberation', 'report', 'discussion', 'other')),
    CONSTRAINT agenda_item_category_known CHECK (category IN ('a', 'b', 'c', 'd', 'e', 'f', 'g')),
    CONSTRAINT agenda_item_related_known CHECK (related_kind IN (
        'policy_review', 'exception', 'incident', 'training', 'inspection')),
    CONSTRAINT agenda_item_text_length CHECK (
        length(title) BETWEEN 1 AND 120 AND length(explainer) <= 120 AND length(related_no) <= 60
        AND length(gist) <= 8000)
);
CREATE INDEX agenda_item_meeting ON agenda_item (meeting_id, no);
COMMENT ON TABLE agenda_item IS '議題. Open until its decision is recorded; frozen then (BR-CM-07).';
COMMENT ON COLUMN agenda_item.category IS 'Clause 7(2)ア(ア)a–g; the committee''s items all have one (BR-CM-10).';
COMMENT ON COLUMN agenda_item.gist IS '審議の要点, Markdown; written during the meeting and while the minutes are drafted.';
GRANT SELECT,
      INSERT (meeting_id, no, title, type, category, proposer_unit_id, explainer, related_kind,
              related_no, carried_from_id),
      UPDATE (no, title, type, category, proposer_unit_id, explainer, related_kind, related_no, gist,
              removed_at, updated_at, updated_by, row_version)
   ON agenda_item TO mamori_server;

CREATE TABLE meeting_paper (
    id bigint GENERATED ALWAYS AS IDENTITY,
    meeting_id bigint NOT NULL,
    item_id bigint,
    paper_no integer NOT NULL,
    version_no integer NOT NULL,
    title text NOT NULL,
    file_id bigint NOT NULL,
    publicity text NOT NULL DEFAULT 'non_public',
    added_at timestamptz NOT NULL DEFAULT instant(),
    added_by bigint DEFAULT viewer(),
    withdrawn_at timestamptz,
    CONSTRAINT meeting_paper_pk PRIMARY KEY (id),
    CONSTRAINT meeting_paper_meeting_fk FOREIGN KEY (meeting_id) REFERENCES meeting (id),
    CONSTRAINT meeting_paper_item_fk FOREIGN KEY (item_id) REFERENCES agenda_item (id),
    CONSTRAINT meeting_paper_file_fk FOREIGN KEY (file_id) REFERENCES file (id),
    CONSTRAINT meeting_paper_version_once UNIQUE (meeting_id, paper_no, version_no),
    CONSTRAINT meeting_paper_publicity_known CHECK (publicity IN ('public', 'non_public')),
    CONSTRAINT meeting_paper_title_length CHECK (length(title) BETWEEN 1 AND 120)
);
CREATE INDEX meeting_paper_item ON meeting_paper (item_id);
COMMENT ON TABLE meeting_paper IS
    '資料n（第m版）. A new version is a new row; the former stays to be read beside it.';
GRANT SELECT, INSERT (meeting_id, item_id, paper_no, version_no, title, file_id, publicity),
      UPDATE (withdrawn_at) ON meeting_paper TO mamori_server;

-- 委員の意思・決定 ----------------------------------------------------------------------------------

CREATE TABLE item_position (
    id bigint GENERATED ALWAYS AS IDENTITY,
    item_id bigint NOT NULL,
    attendance_id bigint NOT NULL,
    seq integer NOT NULL DEFAULT 1,
    value text NOT NULL,
    reason text NOT NULL DEFAULT '',
    channel text NOT NULL DEFAULT 'at_meeting',
    given_at timestamptz NOT NULL DEFAULT instant(),
    given_by bigint DEFAULT viewer(),
    CONSTRAINT item_position_pk PRIMARY KEY (id),
    CONSTRAINT item_position_seq UNIQUE (item_id, attendance_id, seq),
    CONSTRAINT item_position_item_fk FOREIGN KEY (item_id) REFERENCES agenda_item (id),
    CONSTRAINT item_position_attendance_fk FOREIGN KEY (attendance_id) REFERENCES attendance (id),
    CONSTRAINT item_position_value_known CHECK (
        value IN ('no_objection', 'objection', 'reserved', 'left', 'not_present')),
    CONSTRAINT item_position_channel_known CHECK (channel IN ('at_meeting', 'written_before_close')),
    CONSTRAINT item_position_objection_why CHECK (value <> 'objection' OR reason <> ''),
    CONSTRAINT item_position_written_stated CHECK (
        channel = 'at_meeting' OR value IN ('no_objection', 'objection', 'reserved', 'not_present')),
    CONSTRAINT item_position_reason_length CHECK (length(reason) <= 1000)
);
COMMENT ON TABLE item_position IS
    '委員の意思, appended: the last of a seat on an item counts, the former stay. not_present takes a statement back.';
COMMENT ON COLUMN item_position.seq IS
    'The writer says which one he follows: two at once cannot overwrite each other.';
GRANT SELECT, INSERT (item_id, attendance_id, seq, value, reason, channel)
   ON item_position TO mamori_server;

CREATE VIEW current_position AS
    SELECT DISTINCT ON (item_id, attendance_id) * FROM item_position
     ORDER BY item_id, attendance_id, seq DESC;
COMMENT ON VIEW current_position IS 'What holds of each seat on each item.';
GRANT SELECT ON current_position TO mamori_server;

CREATE TABLE decision (
    id bigint GENERATED ALWAYS AS IDENTITY,
    item_id bigint NOT NULL,
    outcome text NOT NULL,
    text text NOT NULL,
    conditions text NOT NULL DEFAULT '',
    follow_up_due date,
    decided_at timestamptz NOT NULL DEFAULT instant(),
    decided_on date NOT NULL DEFAULT today(),
    rule text NOT NULL DEFAULT '',
    seats integer NOT NULL DEFAULT 0,
    present integer NOT NULL DEFAULT 0,
    no_objection integer NOT NULL DEFAULT 0,
    objection integer NOT NULL DEFAULT 0,
    reserved integer NOT NULL DEFAULT 0,
    left_meeting integer NOT NULL DEFAULT 0,
    instruction text,
    recorded_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT decision_pk PRIMARY KEY (id),
    CONSTRAINT decision_item_once UNIQUE (item_id),
    CONSTRAINT decision_item_fk FOREIGN KEY (item_id) REFERENCES agenda_item (id),
    CONSTRAINT decision_outcome_known CHECK (
        outcome IN ('adopted', 'not_adopted', 'carried_over', 'withdrawn', 'noted')),
    CONSTRAINT decision_consensus CHECK (
        rule <> 'consensus' OR outcome <> 'adopted' OR objection = 0 AND present > 0),
    CONSTRAINT decision_instruction_known CHECK (instruction IN ('directive', 'none')),
    CONSTRAINT decision_text_length CHECK (
        length(text) BETWEEN 1 AND 2000 AND length(conditions) <= 1000)
);
CREATE INDEX decision_day ON decision (decided_on DESC, id DESC);
COMMENT ON TABLE decision IS
    '決定: the result of an item, once and for good (BR-CM-07). The counts are what the trigger found; nobody types them.';
COMMENT ON COLUMN decision.instruction IS
    'Whether it instructs the city: directive (one must be issued), none (指示なし), NULL: not said yet (BR-CM-11).';
COMMENT ON COLUMN decision.rule IS
    'The committee''s way of deciding on that day; "": it was decided before the portal, which did not see how.';
GRANT SELECT, INSERT (item_id, outcome, text, conditions, follow_up_due, instruction),
      UPDATE (instruction, follow_up_due, updated_at, updated_by, row_version)
   ON decision TO mamori_server;

-- 経過・議事録 --------------------------------------------------------------------------------------

CREATE TABLE meeting_step (
    id bigint GENERATED ALWAYS AS IDENTITY,
    meeting_id bigint NOT NULL,
    seq integer NOT NULL DEFAULT 0,
    event text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL DEFAULT '',
    actor_id bigint DEFAULT viewer(),
    text text NOT NULL DEFAULT '',
    doc_number text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT instant(),
    CONSTRAINT meeting_step_pk PRIMARY KEY (id),
    CONSTRAINT meeting_step_seq UNIQUE (meeting_id, seq),
    CONSTRAINT meeting_step_meeting_fk FOREIGN KEY (meeting_id) REFERENCES meeting (id),
    CONSTRAINT meeting_step_event_known CHECK (event IN (
        'notify', 'reschedule', 'cancel', 'hold', 'draft_minutes', 'send_minutes', 'return_minutes',
        'confirm_minutes', 'correct', 'migrate')),
    CONSTRAINT meeting_step_reason_given CHECK (
        text <> '' OR event NOT IN ('reschedule', 'cancel', 'return_minutes', 'correct')),
    CONSTRAINT meeting_step_text_length CHECK (length(text) <= 2000 AND length(doc_number) <= 60)
);
COMMENT ON TABLE meeting_step IS
    '会議の経過, appended. Its trigger moves the meeting, and nothing else does. correct: 訂正 to final minutes, its text the correction.';
GRANT SELECT, INSERT (meeting_id, event, from_state, text, doc_number) ON meeting_step TO mamori_server;

CREATE TABLE minutes_version (
    id bigint GENERATED ALWAYS AS IDENTITY,
    meeting_id bigint NOT NULL,
    version_no integer NOT NULL,
    text text NOT NULL,
    sha256 text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    CONSTRAINT minutes_version_pk PRIMARY KEY (id),
    CONSTRAINT minutes_version_once UNIQUE (meeting_id, version_no),
    CONSTRAINT minutes_version_meeting_fk FOREIGN KEY (meeting_id) REFERENCES meeting (id),
    CONSTRAINT minutes_version_hash CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')),
    CONSTRAINT minutes_version_length CHECK (length(text) BETWEEN 1 AND 400000)
);
COMMENT ON TABLE minutes_version IS
    '議事録 as it was sent to be confirmed: the whole text, never changed. The confirmations are of one exact version; a returned one is followed by the next.';
GRANT SELECT, INSERT (meeting_id, version_no, text, sha256) ON minutes_version TO mamori_server;

CREATE TABLE minutes_confirmation (
    version_id bigint NOT NULL,
    part text NOT NULL,
    person_id bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT instant(),
    CONSTRAINT minutes_confirmation_pk PRIMARY KEY (version_id, part),
    CONSTRAINT minutes_confirmation_version_fk FOREIGN KEY (version_id) REFERENCES minutes_version (id),
    CONSTRAINT minutes_confirmation_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT minutes_confirmation_part_known CHECK (part IN ('presider', 'named_member'))
);
COMMENT ON TABLE minutes_confirmation IS
    'Who confirmed which version: the 議長 and one named member, in their own names (BR-CM-12). Written by the step.';
GRANT SELECT ON minutes_confirmation TO mamori_server;
