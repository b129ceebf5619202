-- Who acts when somebody is away: absences, the deputies of the 情報ネットワーク・セキュリティ管理者, and the
-- records of what was done in another's place.
--
-- The policy answers by matter (clauses 7(1)ウ(ク), (サ), 7(2)ア(イ), 8(1)): authority_rule is the one table
-- that knows substitutes, and most matters have none. Nothing is switched by a job: whether somebody is
-- away, whether a deputy's designation holds, and who may instruct are asked for a moment, and the same
-- question about a moment of last year has the same answer. What was done is appended with the absences
-- it relied on, and waits until those who were away have read it (後閲).

CREATE FUNCTION tokyo_day(moment timestamptz) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (moment AT TIME ZONE 'Asia/Tokyo')::date;

CREATE FUNCTION lock_authority() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('mamori.authority', 0));
END $$;
COMMENT ON FUNCTION lock_authority IS
    'One change of absences, deputies and records at a time: an absence is not taken back while an act relies on it.';

-- 不在 --------------------------------------------------------------------------------------------

CREATE TABLE absence (
    id bigint GENERATED ALWAYS AS IDENTITY,
    person_id bigint NOT NULL,
    kind text NOT NULL,
    from_at timestamptz NOT NULL,
    to_at timestamptz NOT NULL,
    reason text NOT NULL DEFAULT '',
    means_tried text NOT NULL DEFAULT '',
    cancelled_at timestamptz,
    cancelled_by bigint,
    cancel_reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT absence_pk PRIMARY KEY (id),
    CONSTRAINT absence_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT absence_cancelled_by_fk FOREIGN KEY (cancelled_by) REFERENCES person (id),
    CONSTRAINT absence_kind_known CHECK (kind IN (
        'business_trip', 'leave', 'sick', 'training', 'disaster', 'unreachable', 'other')),
    CONSTRAINT absence_period CHECK (to_at > from_at),
    CONSTRAINT absence_unreachable_means CHECK ((means_tried <> '') = (kind = 'unreachable')),
    CONSTRAINT absence_unreachable_one_day CHECK (
        kind <> 'unreachable' OR to_at <= from_at + interval '24 hours'),
    CONSTRAINT absence_text_length CHECK (length(reason) <= 200 AND length(means_tried) <= 200
                                          AND length(cancel_reason) <= 200),
    CONSTRAINT absence_cancelled CHECK ((cancelled_at IS NULL) = (cancel_reason = ''))
);
CREATE INDEX absence_person ON absence (person_id, from_at);
CREATE INDEX absence_from ON absence (from_at);
COMMENT ON TABLE absence IS
    '不在: used only to say who may act in whose place. From the first moment up to, not with, the last: whoever is back at 17:15 is there at 17:15:00. A vacant post (欠員) needs no row, it is computed.';
COMMENT ON COLUMN absence.means_tried IS
    'Of 連絡がつかない only: by what means one tried; from_at is when (BR-AB-04).';
GRANT SELECT, INSERT, UPDATE (kind, from_at, to_at, reason, means_tried, cancelled_at, cancelled_by,
                              cancel_reason, updated_at, updated_by, row_version)
    ON absence TO mamori_server;
CREATE TRIGGER absence_audit AFTER INSERT OR UPDATE OR DELETE ON absence
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');

CREATE FUNCTION is_absent(person bigint, moment timestamptz) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN EXISTS (SELECT FROM absence a
                    WHERE a.person_id = person AND a.cancelled_at IS NULL
                      AND a.from_at <= moment AND moment < a.to_at);
COMMENT ON FUNCTION is_absent IS 'BR-AB-01: an uncancelled absence covers the moment.';

-- 権限代行者の指名と認定 ---------------------------------------------------------------------------

CREATE TABLE deputy_designation (
    id bigint GENERATED ALWAYS AS IDENTITY,
    principal_id bigint NOT NULL DEFAULT viewer(),
    deputy_id bigint NOT NULL,
    order_no integer NOT NULL,
    scope_note text NOT NULL DEFAULT '',
    valid_from date NOT NULL,
    valid_to date,
    doc_number text NOT NULL DEFAULT '',
    designated_at timestamptz NOT NULL DEFAULT instant(),
    CONSTRAINT deputy_designation_pk PRIMARY KEY (id),
    CONSTRAINT deputy_designation_principal_fk FOREIGN KEY (principal_id) REFERENCES person (id),
    CONSTRAINT deputy_designation_deputy_fk FOREIGN KEY (deputy_id) REFERENCES person (id),
    CONSTRAINT deputy_order CHECK (order_no BETWEEN 1 AND 9),
    CONSTRAINT deputy_not_oneself CHECK (deputy_id <> principal_id),
    CONSTRAINT deputy_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT deputy_from_today CHECK (valid_from >= tokyo_day(designated_at)),
    CONSTRAINT deputy_text_length CHECK (length(scope_note) <= 200 AND length(doc_number) <= 60)
);
CREATE INDEX deputy_designation_deputy ON deputy_designation (deputy_id);
COMMENT ON TABLE deputy_designation IS
    '権限代行者の指名 (clause 7(1)ウ(サ)). Never changed: what follows are steps, and what ends it is computed (deputy_standing).';
GRANT SELECT, INSERT ON deputy_designation TO mamori_server;
CREATE TRIGGER deputy_designation_audit AFTER INSERT OR UPDATE OR DELETE ON deputy_designation
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');

CREATE TABLE deputy_step (
    id bigint GENERATED ALWAYS AS IDENTITY,
    designation_id bigint NOT NULL,
    act text NOT NULL,
    reason text NOT NULL DEFAULT '',
    done_at timestamptz NOT NULL DEFAULT instant(),
    done_by bigint NOT NULL DEFAULT viewer(),
    CONSTRAINT deputy_step_pk PRIMARY KEY (id),
    CONSTRAINT deputy_step_designation_fk FOREIGN KEY (designation_id) REFERENCES deputy_designation (id),
    CONSTRAINT deputy_step_by_fk FOREIGN KEY (done_by) REFERENCES person (id),
    CONSTRAINT deputy_step_once UNIQUE (designation_id, act),
    CONSTRAINT deputy_step_act_known CHECK (act IN ('designated', 'recognised', 'refused', 'revoked')),
    CONSTRAINT deputy_step_reason_given CHECK (act IN ('designated', 'recognised') OR reason <> ''),
    CONSTRAINT deputy_step_reason_length CHECK (length(reason) <= 400)
);
COMMENT ON TABLE deputy_step IS
    '指名、認定、不認定、取消し: by the manager or the CISO in office. Appended only.';
GRANT SELECT, INSERT ON deputy_step TO mamori_server;
CREATE TRIGGER deputy_step_audit AFTER INSERT OR UPDATE OR DELETE ON deputy_step
    FOR EACH ROW EXECUTE FUNCTION audit_change('designation_id');

CREATE VIEW office_period AS
    SELECT h.person_id, x.role_code,
           CASE WHEN x.rule = 'user_section_head' THEN p.org_unit_id END AS org_unit_id, p.id AS post_id,
           h.valid_from, h.valid_to
      FROM post_holding h
      JOIN post p ON p.id = h.post_id
      LEFT JOIN org_unit u ON u.id = p.org_unit_id
      JOIN ex_officio x ON CASE x.rule
                               WHEN 'post' THEN x.post_code = p.code
                               WHEN 'coordinating_head' THEN p.is_head AND u.is_coordinating_section
                               WHEN 'user_section_head' THEN p.is_head AND u.is_user_section
                               WHEN 'policy_council' THEN p.is_policy_council END;
COMMENT ON VIEW office_period IS 'The roles that follow a post, by who holds it: part of effective_role.';
GRANT SELECT ON office_period TO mamori_server;

CREATE FUNCTION last_day_of(periods datemultirange, on_day date) RETURNS date
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN periods @> on_day
                THEN (SELECT upper(p) - 1 FROM unnest(periods) p WHERE p @> on_day)
                ELSE on_day - 1 END;
COMMENT ON FUNCTION last_day_of IS
    'Until when what holds on a day goes on without a gap; NULL: open; the day before where it does not hold at all.';

CREATE VIEW deputy_limit AS
    SELECT d.id AS designation_id, d.principal_id, d.deputy_id, d.order_no, d.valid_from,
           d.designated_at, k.done_at AS recognised_at, f.done_at AS refused_at, v.done_at AS revoked_at,
           d.valid_to AS period_to, o.last_day AS office_to, s.last_day AS scope_to,
           greatest(d.valid_from, tokyo_day(k.done_at)) AS first_day,
           least(d.valid_to, o.last_day, s.last_day) AS last_day
      FROM deputy_designation d
      LEFT JOIN deputy_step k ON k.designation_id = d.id AND k.act = 'recognised'
      LEFT JOIN deputy_step f ON f.designation_id = d.id AND f.act = 'refused'
      LEFT JOIN deputy_step v ON v.designation_id = d.id AND v.act = 'revoked'
     CROSS JOIN LATERAL (
           SELECT last_day_of(coalesce(range_agg(daterange(h.valid_from, h.valid_to, '[]')), '{}'),
                              tokyo_day(d.designated_at)) AS last_day
             FROM office_period h
            WHERE h.role_code = 'network_security_manager' AND h.person_id = d.principal_id) o
     CROSS JOIN LATERAL (
           SELECT last_day_of(coalesce(range_agg(daterange(p.valid_from, p.valid_to, '[]')), '{}'),
                              d.valid_from) AS last_day
             FROM scope_period p WHERE p.person_id = d.deputy_id) s;
COMMENT ON VIEW deputy_limit IS
    'From and until which day each designation can hold: its period, as long as the principal stays in the post without a gap, as long as the deputy is in scope (BR-DP-04).';
GRANT SELECT ON deputy_limit TO mamori_server;

CREATE FUNCTION deputy_standing(moment timestamptz)
    RETURNS TABLE (designation_id bigint, principal_id bigint, deputy_id bigint, order_no integer,
                   state text, ended_by text)
    LANGUAGE sql STABLE AS $$
    SELECT l.designation_id, l.principal_id, l.deputy_id, l.order_no, s.state,
           CASE WHEN s.state <> 'ended' THEN NULL
                WHEN l.last_day = l.office_to THEN 'transfer'
                WHEN l.last_day = l.scope_to THEN 'scope'
                ELSE 'period' END
      FROM deputy_limit l
     CROSS JOIN LATERAL (
           SELECT CASE WHEN l.revoked_at <= moment THEN 'revoked'
                       WHEN l.refused_at <= moment THEN 'refused'
                       WHEN l.last_day < tokyo_day(moment) THEN 'ended'
                       WHEN l.recognised_at IS NULL OR l.recognised_at > moment THEN 'designated'
                       WHEN l.first_day > tokyo_day(moment) THEN 'recognised'
                       ELSE 'effective' END AS state) s
     WHERE l.designated_at <= moment
$$;
COMMENT ON FUNCTION deputy_standing IS
    'How each designation stands at a moment: designated (awaits the CISO), recognised (its first day is ahead), effective, refused, revoked, or ended, and by what.';

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
      FROM portal_grant g;
COMMENT ON VIEW effective_role IS
    'Who bears which role, for which unit and by which post, in which closed period: from all sources. That a holding lies within its post and its unit, and a person within 適用範囲, is held by triggers (0007). A deputy bears that role in the days the designation holds; the power is asked for a moment (acting_deputy).';

CREATE FUNCTION bears(person bigint, role text, on_day date) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN EXISTS (SELECT FROM effective_role r
                    WHERE r.person_id = person AND r.role_code = role
                      AND is_in_force(r.valid_from, r.valid_to, on_day));

CREATE FUNCTION role_is_absent(role text, moment timestamptz) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NOT EXISTS (SELECT FROM effective_role r
                        WHERE r.role_code = role
                          AND is_in_force(r.valid_from, r.valid_to, tokyo_day(moment))
                          AND NOT is_absent(r.person_id, moment));
COMMENT ON FUNCTION role_is_absent IS 'BR-AB-01: nobody bears the role then (欠員), or whoever does is away.';

-- Who acts in whose place --------------------------------------------------------------------------

CREATE TABLE authority_rule (
    domain text NOT NULL,
    step_no integer NOT NULL,
    acting_role text NOT NULL,
    basis text NOT NULL,
    clause text NOT NULL,
    slug text NOT NULL,
    CONSTRAINT authority_rule_pk PRIMARY KEY (domain, step_no),
    CONSTRAINT authority_rule_role_fk FOREIGN KEY (acting_role) REFERENCES role_definition (code),
    CONSTRAINT authority_rule_basis_known CHECK (
        basis IN ('in_office', 'substitute', 'own_judgment', 'deputy')),
    CONSTRAINT authority_rule_principal_first CHECK ((step_no = 1) = (basis = 'in_office'))
);
COMMENT ON TABLE authority_rule IS
    'Who acts, by matter and in which order; step 1 is the principal. The only place where substitutes are defined: a matter with one step has none (BR-AB-05).';
GRANT SELECT ON authority_rule TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES ('authority_rule', 'reference data of migrations');
INSERT INTO authority_rule (domain, step_no, acting_role, basis, clause, slug) VALUES
    ('incident_instruction', 1, 'ciso', 'in_office', '7(1)ウ(ク)', '7.1.u.ku'),
    ('incident_instruction', 2, 'information_security_officer', 'substitute', '7(1)ウ(ク)', '7.1.u.ku'),
    ('incident_instruction', 3, 'network_security_manager', 'own_judgment', '7(1)ウ(ク)', '7.1.u.ku'),
    ('incident_instruction', 4, 'deputy_network_security_manager', 'deputy', '7(1)ウ(サ)', '7.1.u.sa'),
    ('committee_chair', 1, 'chair', 'in_office', '7(2)ア(イ)表', '7.2.a.i.table'),
    ('committee_chair', 2, 'vice_chair', 'substitute', '7(2)ア(イ)表', '7.2.a.i.table'),
    ('nsm_authority', 1, 'network_security_manager', 'in_office', '7(1)ウ(ア)', '7.1.u.a'),
    ('nsm_authority', 2, 'deputy_network_security_manager', 'deputy', '7(1)ウ(サ)', '7.1.u.sa'),
    ('exception_permission', 1, 'ciso', 'in_office', '8(1)', '8.1'),
    ('policy_decision', 1, 'ciso', 'in_office', '6', '6'),
    ('plan_approval', 1, 'ciso', 'in_office', '7(1)ア(ウ)', '7.1.a.u'),
    ('csirt_appointment', 1, 'ciso', 'in_office', '7(1)ク(ア)', '7.1.ku.a'),
    ('deputy_recognition', 1, 'ciso', 'in_office', '7(1)ウ(サ)', '7.1.u.sa');

CREATE FUNCTION authority_chain(wanted text, moment timestamptz)
    RETURNS TABLE (step_no integer, place bigint, acting_role text, basis text, clause text, slug text,
                   person_id bigint, designation_id bigint, presence text, absence_id bigint)
    LANGUAGE sql STABLE AS $$
    SELECT g.step_no, row_number() OVER (ORDER BY g.step_no, b.place, b.person_id), g.acting_role,
           g.basis, g.clause, g.slug, b.person_id, b.designation_id,
           CASE WHEN b.person_id IS NULL THEN 'vacant' WHEN a.id IS NULL THEN 'present'
                ELSE 'absent' END, a.id
      FROM authority_rule g
      LEFT JOIN LATERAL (
           SELECT r.person_id, NULL::bigint AS designation_id,
                  array_position(string_to_array(coalesce(setting_text('committee.vice_chair_order'),
                                                          'vice_mayor_2 superintendent'), ' '),
                                 o.code) AS place
             FROM effective_role r
             LEFT JOIN post o ON o.id = r.post_id
            WHERE g.basis <> 'deputy' AND r.role_code = g.acting_role
              AND is_in_force(r.valid_from, r.valid_to, tokyo_day(moment))
            UNION ALL
           SELECT s.deputy_id, s.designation_id, s.order_no
             FROM deputy_standing(moment) s
            WHERE g.basis = 'deputy' AND s.state = 'effective'
              AND NOT bears(s.deputy_id, 'ciso', tokyo_day(moment))) b ON true
      LEFT JOIN LATERAL (
           SELECT a.id FROM absence a
            WHERE a.person_id = b.person_id AND a.cancelled_at IS NULL
              AND a.from_at <= moment AND moment < a.to_at
            ORDER BY a.from_at, a.id LIMIT 1) a ON true
     WHERE g.domain = wanted
$$;
COMMENT ON FUNCTION authority_chain IS
    'Everybody who comes into question, in order (place), and whether present, absent (by which absence) or vacant at that moment. The vice chairs come in the order of the setting, else 第2号副市長 first (Q2).';

CREATE FUNCTION authority(wanted text, moment timestamptz)
    RETURNS TABLE (person_id bigint, acting_role text, step_no integer, basis text, clause text,
                   slug text, designation_id bigint, principal_role text, principal_id bigint,
                   absence_ids bigint[], vacant_roles text[])
    LANGUAGE sql STABLE AS $$
    WITH c AS MATERIALIZED (SELECT * FROM authority_chain(wanted, moment)),
         f AS (SELECT * FROM c WHERE presence = 'present' ORDER BY place LIMIT 1)
    SELECT f.person_id, f.acting_role, f.step_no, f.basis, f.clause, f.slug, f.designation_id,
           p.acting_role, p.person_id,
           ARRAY(SELECT c.absence_id FROM c
                  WHERE c.place < f.place AND c.presence = 'absent' ORDER BY c.place),
           ARRAY(SELECT c.acting_role FROM c
                  WHERE c.place < f.place AND c.presence = 'vacant' ORDER BY c.place)
      FROM f
      JOIN c p ON p.place = 1
$$;
COMMENT ON FUNCTION authority IS
    'BR-AB-02, BR-AB-03: who may instruct in a matter at a moment, at which step and because of which absences and vacant posts. No row: nobody (no_authority).';

CREATE FUNCTION acting_deputy(moment timestamptz)
    RETURNS TABLE (person_id bigint, designation_id bigint)
    LANGUAGE sql STABLE AS $$
    SELECT a.person_id, a.designation_id FROM authority('nsm_authority', moment) a WHERE a.basis = 'deputy'
$$;
COMMENT ON FUNCTION acting_deputy IS
    'BR-DP-03: who may act for the 情報ネットワーク・セキュリティ管理者 at that moment; nobody while that manager is present.';

CREATE FUNCTION acts_as(role text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN NOT bears(viewer(), 'portal_admin', today())
       AND (bears(viewer(), role, today())
            OR role = 'network_security_manager'
               AND EXISTS (SELECT FROM acting_deputy(instant()) d WHERE d.person_id = viewer()));
COMMENT ON FUNCTION acts_as IS
    'Whether who acts bears the role today, or is the deputy who acts for the 情報ネットワーク・セキュリティ管理者 now. An account that administers the portal acts as nobody.';

CREATE FUNCTION stands_behind(who bigint, person bigint) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN who <> person
       AND EXISTS (SELECT FROM authority_rule g
                     JOIN authority_rule n ON n.domain = g.domain AND n.step_no > g.step_no
                    WHERE bears(person, g.acting_role, today()) AND bears(who, n.acting_role, today()));
COMMENT ON FUNCTION stands_behind IS
    'Whether the absence of a person may give somebody power today: who comes later in a chain with that person.';

CREATE FUNCTION sees_absence_of(person bigint) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN person = viewer() OR may('absence_read') OR stands_behind(viewer(), person);
COMMENT ON FUNCTION sees_absence_of IS 'The holder, who may read all, and the next in the chain.';

-- 代行・代決の記録と後閲 ---------------------------------------------------------------------------

CREATE TABLE acting_record (
    id bigint GENERATED ALWAYS AS IDENTITY,
    domain text NOT NULL,
    object_type text NOT NULL,
    object_id text NOT NULL DEFAULT '',
    subject text NOT NULL DEFAULT '',
    reason text NOT NULL,
    acted_at timestamptz NOT NULL DEFAULT instant(),
    actor_id bigint NOT NULL DEFAULT viewer(),
    acting_role text NOT NULL,
    step_no integer NOT NULL,
    basis text NOT NULL,
    principal_role text NOT NULL,
    principal_id bigint,
    designation_id bigint,
    CONSTRAINT acting_record_pk PRIMARY KEY (id),
    CONSTRAINT acting_record_actor_fk FOREIGN KEY (actor_id) REFERENCES person (id),
    CONSTRAINT acting_record_principal_fk FOREIGN KEY (principal_id) REFERENCES person (id),
    CONSTRAINT acting_record_role_fk FOREIGN KEY (acting_role) REFERENCES role_definition (code),
    CONSTRAINT acting_record_principal_role_fk FOREIGN KEY (principal_role)
        REFERENCES role_definition (code),
    CONSTRAINT acting_record_designation_fk FOREIGN KEY (designation_id)
        REFERENCES deputy_designation (id),
    CONSTRAINT acting_record_domain_known CHECK (
        domain IN ('incident_instruction', 'committee_chair', 'nsm_authority')),
    CONSTRAINT acting_record_in_place CHECK (step_no > 1),
    CONSTRAINT acting_record_designation CHECK ((designation_id IS NOT NULL) = (basis = 'deputy')),
    CONSTRAINT acting_record_subject_given CHECK (object_type <> 'by_hand' OR subject <> ''),
    CONSTRAINT acting_record_text_length CHECK (
        length(object_type) BETWEEN 1 AND 40 AND length(object_id) <= 60 AND length(subject) <= 100
        AND length(reason) BETWEEN 1 AND 400)
);
CREATE INDEX acting_record_at ON acting_record (acted_at);
CREATE INDEX acting_record_object ON acting_record (object_type, object_id);
COMMENT ON TABLE acting_record IS
    '代行・代決記録. Who acted, for whom and by what is filled in from the authority of that moment, never by the program. Appended only.';
COMMENT ON COLUMN acting_record.object_type IS
    'What was done, by table and number; by_hand: outside the portal, told by subject alone.';
COMMENT ON COLUMN acting_record.principal_id IS 'NULL: the post was vacant.';
GRANT SELECT, INSERT ON acting_record TO mamori_server;
CREATE TRIGGER acting_record_audit AFTER INSERT OR UPDATE OR DELETE ON acting_record
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');

CREATE TABLE acting_basis (
    record_id bigint NOT NULL,
    place integer NOT NULL,
    role_code text NOT NULL,
    person_id bigint,
    absence_id bigint,
    CONSTRAINT acting_basis_pk PRIMARY KEY (record_id, place),
    CONSTRAINT acting_basis_record_fk FOREIGN KEY (record_id) REFERENCES acting_record (id),
    CONSTRAINT acting_basis_role_fk FOREIGN KEY (role_code) REFERENCES role_definition (code),
    CONSTRAINT acting_basis_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT acting_basis_absence_fk FOREIGN KEY (absence_id) REFERENCES absence (id),
    CONSTRAINT acting_basis_vacant CHECK ((person_id IS NULL) = (absence_id IS NULL))
);
CREATE INDEX acting_basis_absence ON acting_basis (absence_id);
COMMENT ON TABLE acting_basis IS
    'Whom the chain passed over before it came to who acted, and by which absence; no person: vacant. Appended only.';
GRANT SELECT, INSERT ON acting_basis TO mamori_server;
CREATE TRIGGER acting_basis_audit AFTER INSERT OR UPDATE OR DELETE ON acting_basis
    FOR EACH ROW EXECUTE FUNCTION audit_change('record_id');

CREATE TABLE acting_review (
    record_id bigint NOT NULL,
    role_code text NOT NULL,
    note text NOT NULL DEFAULT '',
    reviewed_at timestamptz NOT NULL DEFAULT instant(),
    reviewed_by bigint NOT NULL DEFAULT viewer(),
    CONSTRAINT acting_review_pk PRIMARY KEY (record_id, role_code),
    CONSTRAINT acting_review_record_fk FOREIGN KEY (record_id) REFERENCES acting_record (id),
    CONSTRAINT acting_review_role_fk FOREIGN KEY (role_code) REFERENCES role_definition (code),
    CONSTRAINT acting_review_by_fk FOREIGN KEY (reviewed_by) REFERENCES person (id),
    CONSTRAINT acting_review_note_length CHECK (length(note) <= 400)
);
COMMENT ON TABLE acting_review IS
    '後閲 (BR-AB-06): each role the chain passed over reads the record afterwards. Appended only.';
GRANT SELECT, INSERT ON acting_review TO mamori_server;
CREATE TRIGGER acting_review_audit AFTER INSERT OR UPDATE OR DELETE ON acting_review
    FOR EACH ROW EXECUTE FUNCTION audit_change('record_id');

CREATE VIEW acting_review_due AS
    SELECT DISTINCT b.record_id, b.role_code
      FROM acting_basis b
     WHERE b.role_code <> 'deputy_network_security_manager'
       AND NOT EXISTS (SELECT FROM acting_review v
                        WHERE v.record_id = b.record_id AND v.role_code = b.role_code);
COMMENT ON VIEW acting_review_due IS
    'Which roles have still to read which record. A deputy who was away too is no principal and is not asked.';
GRANT SELECT ON acting_review_due TO mamori_server;

-- What is refused, whoever writes ------------------------------------------------------------------

-- Without a viewer the owner loads what was before the portal was there. Who is a colleague's substitute
-- does not declare that colleague away, but for 連絡がつかない, which says when and by what means one tried.
CREATE FUNCTION absence_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM lock_authority();
    IF TG_OP = 'UPDATE' THEN
        PERFORM refuse_if(OLD.cancelled_at IS NOT NULL, 'absence_is_cancelled'),
                refuse_if(OLD.to_at <= instant(), 'absence_passed'),
                refuse_if(OLD.from_at <= instant() AND NEW.from_at <> OLD.from_at, 'absence_begun'),
                refuse_if(NEW.to_at <> OLD.to_at AND NEW.to_at < instant(), 'absence_ends_ahead'),
                refuse_if(NEW.cancelled_at IS NOT NULL
                          AND EXISTS (SELECT FROM acting_basis b WHERE b.absence_id = NEW.id),
                          'absence_relied_upon');
        NEW.cancelled_by := CASE WHEN NEW.cancelled_at IS NOT NULL THEN viewer() END;
    END IF;
    IF viewer() IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM refuse_if(NEW.person_id <> viewer() AND NEW.kind <> 'unreachable'
                      AND stands_behind(viewer(), NEW.person_id), 'absence_not_by_substitute'),
            refuse_if(NEW.person_id <> viewer() AND NOT may('absence_enter')
                      AND NOT (NEW.kind = 'unreachable' AND stands_behind(viewer(), NEW.person_id)),
                      'absence_of_others');
    IF TG_OP = 'INSERT' THEN
        NEW.created_at := instant();
        NEW.created_by := viewer();
        PERFORM refuse_if(NEW.kind = 'unreachable' AND NEW.person_id = viewer(),
                          'absence_unreachable_oneself'),
                refuse_if(NEW.to_at <= instant(), 'absence_over');
    END IF;
    PERFORM refuse_if(NEW.kind = 'unreachable' AND NEW.from_at > instant(), 'absence_tried_ahead');
    RETURN NEW;
END $$;
COMMENT ON FUNCTION absence_check IS
    'What has passed stays as it was: one that is over is not changed, one that has begun keeps its beginning, and one that an act relied on is ended, not taken back.';
CREATE TRIGGER absence_check BEFORE INSERT OR UPDATE ON absence
    FOR EACH ROW EXECUTE FUNCTION absence_check();

CREATE FUNCTION deputy_designation_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    day date;
BEGIN
    PERFORM lock_authority();
    IF viewer() IS NOT NULL THEN
        NEW.principal_id := viewer();
        NEW.designated_at := instant();
    END IF;
    day := tokyo_day(NEW.designated_at);
    PERFORM refuse_if(NOT bears(NEW.principal_id, 'network_security_manager', day),
                      'deputy_designated_by_manager'),
            refuse_if(bears(NEW.deputy_id, 'ciso', greatest(day, NEW.valid_from)), 'deputy_not_ciso'),
            refuse_if(NOT bears(NEW.deputy_id, 'staff', NEW.valid_from), 'deputy_in_scope'),
            refuse_if(EXISTS (SELECT FROM deputy_standing(NEW.designated_at) s
                                JOIN deputy_designation d ON d.id = s.designation_id
                               WHERE s.state IN ('designated', 'recognised', 'effective')
                                 AND s.deputy_id = NEW.deputy_id
                                 AND daterange(d.valid_from, d.valid_to, '[]')
                                     && daterange(NEW.valid_from, NEW.valid_to, '[]')), 'deputy_once'),
            refuse_if(EXISTS (SELECT FROM deputy_standing(NEW.designated_at) s
                                JOIN deputy_designation d ON d.id = s.designation_id
                               WHERE s.state IN ('designated', 'recognised', 'effective')
                                 AND s.order_no = NEW.order_no
                                 AND daterange(d.valid_from, d.valid_to, '[]')
                                     && daterange(NEW.valid_from, NEW.valid_to, '[]')),
                      'deputy_order_once');
    RETURN NEW;
END $$;
COMMENT ON FUNCTION deputy_designation_check IS
    'BR-DP-01, BR-DP-05: by the manager in office and nobody who acts for that manager; of somebody in scope who is not the CISO.';
CREATE TRIGGER deputy_designation_check BEFORE INSERT ON deputy_designation
    FOR EACH ROW EXECUTE FUNCTION deputy_designation_check();

CREATE FUNCTION deputy_designated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deputy_step (designation_id, act, done_at, done_by)
    VALUES (NEW.id, 'designated', NEW.designated_at, NEW.principal_id);
    RETURN NULL;
END $$;
CREATE TRIGGER deputy_designated AFTER INSERT ON deputy_designation
    FOR EACH ROW EXECUTE FUNCTION deputy_designated();

CREATE FUNCTION deputy_step_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    standing record;
    is_ciso boolean;
BEGIN
    PERFORM lock_authority();
    IF viewer() IS NOT NULL THEN
        NEW.done_by := viewer();
        NEW.done_at := instant();
    END IF;
    IF NEW.act = 'designated' THEN
        RETURN NEW;
    END IF;
    SELECT s.* INTO standing FROM deputy_standing(NEW.done_at) s
     WHERE s.designation_id = NEW.designation_id;
    is_ciso := bears(NEW.done_by, 'ciso', tokyo_day(NEW.done_at));
    PERFORM refuse_if(NEW.act IN ('recognised', 'refused') AND NOT is_ciso, 'deputy_recognised_by_ciso'),
            refuse_if(NEW.act = 'revoked' AND NOT is_ciso
                      AND NOT (NEW.done_by = standing.principal_id
                               AND bears(NEW.done_by, 'network_security_manager',
                                         tokyo_day(NEW.done_at))), 'deputy_revoked_by_either'),
            refuse_if(coalesce(standing.state NOT IN ('designated', 'recognised', 'effective'), true)
                      OR NEW.act <> 'revoked' AND standing.state <> 'designated',
                      'deputy_step_in_turn');
    RETURN NEW;
END $$;
COMMENT ON FUNCTION deputy_step_check IS
    'BR-DP-01: only the CISO in office recognises or refuses, what awaits it; the principal or the CISO revokes what has not ended.';
CREATE TRIGGER deputy_step_check BEFORE INSERT ON deputy_step
    FOR EACH ROW EXECUTE FUNCTION deputy_step_check();

-- Whoever becomes a deputy or is one no more signs in again, as with every other role.
CREATE FUNCTION deputy_end_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM session
     WHERE person_id IN (SELECT d.deputy_id FROM deputy_designation d
                          WHERE d.id = NEW.designation_id
                            AND is_in_force(d.valid_from, d.valid_to, today()));
    RETURN NULL;
END $$;
CREATE TRIGGER deputy_step_end_sessions AFTER INSERT ON deputy_step
    FOR EACH ROW WHEN (NEW.act IN ('recognised', 'revoked')) EXECUTE FUNCTION deputy_end_sessions();

CREATE FUNCTION acting_refusal(wanted text, who bigint, moment timestamptz) RETURNS text
    LANGUAGE sql STABLE AS $$
    WITH c AS MATERIALIZED (SELECT * FROM authority_chain(wanted, moment)),
         present AS MATERIALIZED (SELECT * FROM c WHERE presence = 'present'),
         own AS (SELECT s.state FROM deputy_standing(moment) s
                  WHERE s.deputy_id = who AND s.state IN ('designated', 'recognised', 'effective')
                  ORDER BY s.state = 'effective' DESC, s.state = 'recognised' DESC LIMIT 1)
    SELECT CASE
           WHEN who = (SELECT p.person_id FROM present p ORDER BY p.place LIMIT 1) THEN NULL
           WHEN NOT EXISTS (SELECT FROM authority_rule g WHERE g.domain = wanted AND g.step_no > 1)
               THEN 'authority_of_ciso_alone'
           WHEN wanted <> 'committee_chair' AND (SELECT o.state FROM own o) = 'designated'
                AND NOT EXISTS (SELECT FROM c WHERE c.person_id = who) THEN 'deputy_not_recognised'
           WHEN NOT EXISTS (SELECT FROM c WHERE c.person_id = who) THEN 'acting_outside_chain'
           WHEN EXISTS (SELECT FROM present p WHERE p.acting_role = 'ciso') THEN 'acting_ciso_present'
           WHEN EXISTS (SELECT FROM present p WHERE p.acting_role = 'information_security_officer')
               THEN 'acting_officer_present'
           WHEN EXISTS (SELECT FROM present p WHERE p.acting_role = 'network_security_manager')
               THEN 'deputy_while_manager_present'
           WHEN EXISTS (SELECT FROM present p WHERE p.acting_role = 'chair') THEN 'acting_chair_present'
           ELSE 'acting_not_first' END
$$;
COMMENT ON FUNCTION acting_refusal IS
    'Why somebody may not act in a matter at a moment, as a name of constraint_errors.c; NULL: it is for that person to act.';

CREATE FUNCTION acting_record_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken text;
BEGIN
    PERFORM lock_authority();
    IF viewer() IS NOT NULL THEN
        NEW.actor_id := viewer();
        NEW.acted_at := instant();
    END IF;
    broken := acting_refusal(NEW.domain, NEW.actor_id, NEW.acted_at);
    PERFORM refuse_if(broken IS NOT NULL, broken);
    SELECT a.acting_role, a.step_no, a.basis, a.principal_role, a.principal_id, a.designation_id
      INTO NEW.acting_role, NEW.step_no, NEW.basis, NEW.principal_role, NEW.principal_id,
           NEW.designation_id
      FROM authority(NEW.domain, NEW.acted_at) a;
    RETURN NEW;
END $$;
CREATE TRIGGER acting_record_check BEFORE INSERT ON acting_record
    FOR EACH ROW EXECUTE FUNCTION acting_record_check();

CREATE FUNCTION acting_record_basis() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO acting_basis (record_id, place, role_code, person_id, absence_id)
    SELECT NEW.id, c.place, c.acting_role, c.person_id, c.absence_id
      FROM authority_chain(NEW.domain, NEW.acted_at) c
     WHERE c.place < (SELECT min(f.place) FROM authority_chain(NEW.domain, NEW.acted_at) f
                       WHERE f.presence = 'present');
    RETURN NULL;
END $$;
CREATE TRIGGER acting_record_basis AFTER INSERT ON acting_record
    FOR EACH ROW EXECUTE FUNCTION acting_record_basis();

CREATE FUNCTION act_in_place(wanted text, kind text, named text, what text, why text) RETURNS bigint
    LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    PERFORM lock_authority();
    IF viewer() = (SELECT a.person_id FROM authority(wanted, instant()) a WHERE a.step_no = 1) THEN
        RETURN NULL;
    END IF;
    INSERT INTO acting_record (domain, object_type, object_id, subject, reason)
    VALUES (wanted, kind, named, what, why) RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION act_in_place IS
    'Records that the viewer acts in another''s place, or refuses; NULL: the viewer is the principal, and nothing is to be recorded.';

CREATE FUNCTION acting_review_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF viewer() IS NOT NULL THEN
        NEW.reviewed_by := viewer();
        NEW.reviewed_at := instant();
    END IF;
    PERFORM refuse_if(NOT bears(NEW.reviewed_by, NEW.role_code, tokyo_day(NEW.reviewed_at))
                      OR EXISTS (SELECT FROM acting_record r
                                  WHERE r.id = NEW.record_id AND r.actor_id = NEW.reviewed_by)
                      OR NOT EXISTS (SELECT FROM acting_basis b
                                      WHERE b.record_id = NEW.record_id AND b.role_code = NEW.role_code
                                        AND b.role_code <> 'deputy_network_security_manager'),
                      'acting_review_by_principal');
    RETURN NEW;
END $$;
COMMENT ON FUNCTION acting_review_check IS
    'Whoever bears, on the day, the role that was passed over; nobody reads an act of one''s own.';
CREATE TRIGGER acting_review_check BEFORE INSERT ON acting_review
    FOR EACH ROW EXECUTE FUNCTION acting_review_check();

-- The operation log --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION audit_value(field text, value jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF jsonb_typeof(value) = 'string' AND field LIKE '%\_at' THEN
        RETURN to_jsonb(to_char((value #>> '{}')::timestamptz AT TIME ZONE 'UTC',
                                'YYYY-MM-DD"T"HH24:MI:SS"Z"'));
    ELSIF jsonb_typeof(value) IS DISTINCT FROM 'number' OR field !~ '_(id|by)$' THEN
        RETURN value;
    ELSIF field IN ('org_unit_id', 'parent_id', 'successor_id') THEN
        RETURN coalesce((SELECT to_jsonb(u.code || ' ' || u.name) FROM org_unit u
                          WHERE u.id = value::bigint), value);
    ELSIF field IN ('person_id', 'principal_id', 'deputy_id', 'actor_id') OR field LIKE '%\_by' THEN
        RETURN coalesce((SELECT to_jsonb(p.staff_no || ' ' || person_name(p)) FROM person p
                          WHERE p.id = value::bigint), value);
    ELSIF field = 'post_id' THEN
        RETURN coalesce((SELECT to_jsonb(o.name) FROM post o WHERE o.id = value::bigint), value);
    ELSIF field = 'document_id' THEN
        RETURN coalesce((SELECT to_jsonb(d.title) FROM policy_document d
                          WHERE d.id = value::bigint), value);
    END IF;
    RETURN value;
END $$;

CREATE OR REPLACE FUNCTION audit_word_of(kind text, field text, value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN jsonb_typeof(value) = 'boolean' THEN 'true_false'
                WHEN field IN ('role_code', 'acting_role', 'principal_role') THEN 'role'
                WHEN field = 'body_code' THEN 'body'
                WHEN field = 'kind' AND kind = 'post_holding' THEN 'holding'
                WHEN field = 'kind' AND kind = 'absence' THEN 'absence_kind'
                WHEN field = 'act' AND kind = 'deputy_step' THEN 'deputy_act'
                WHEN field = 'domain' THEN 'authority_domain'
                WHEN field = 'basis' AND kind = 'acting_record' THEN 'authority_basis'
                WHEN field = 'status' THEN kind || '_status'
                ELSE field END;

CREATE OR REPLACE FUNCTION audit_object_name(act text, kind text, named text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF kind = 'person' THEN
        RETURN (SELECT person_name(p) FROM person p WHERE p.staff_no = named);
    ELSIF kind = 'org_unit' THEN
        RETURN (SELECT l.full_name FROM org_unit u JOIN unit_place l ON l.org_unit_id = u.id
                 WHERE u.code = named ORDER BY u.valid_from DESC LIMIT 1);
    ELSIF kind = 'policy_document' THEN
        RETURN (SELECT d.title FROM policy_document d WHERE d.code = named);
    ELSIF kind = 'post' THEN
        RETURN (SELECT o.name FROM post o WHERE o.code = named ORDER BY o.valid_from DESC LIMIT 1);
    ELSIF kind = 'session' THEN
        RETURN (SELECT person_name(p) FROM person p LEFT JOIN account a ON a.person_id = p.id
                 WHERE p.staff_no = named OR lower(a.login) = lower(named)
                 ORDER BY p.staff_no <> named LIMIT 1);
    ELSIF kind = 'account' AND act IN ('login', 'login_failed', 'logout') THEN
        RETURN (SELECT person_name(p) FROM account a JOIN person p ON p.id = a.person_id
                 WHERE lower(a.login) = lower(named));
    ELSIF named !~ '^[0-9]{1,18}$' THEN
        RETURN NULL;
    ELSIF kind IN ('employment', 'person_assignment', 'role_assignment', 'account', 'account_code')
    THEN
        RETURN (SELECT person_name(p) FROM person p WHERE p.id = named::bigint);
    ELSIF kind = 'post_holding' THEN
        RETURN (SELECT o.name FROM post o WHERE o.id = named::bigint);
    ELSIF kind = 'portal_grant' THEN
        RETURN (SELECT person_name(p) FROM portal_grant g JOIN person p ON p.id = g.person_id
                 WHERE g.id = named::bigint);
    ELSIF kind = 'policy_version' THEN
        RETURN (SELECT d.title || ' 第' || v.version_no || '版'
                  FROM policy_version v JOIN policy_document d ON d.id = v.document_id
                 WHERE v.id = named::bigint);
    ELSIF kind = 'correction' THEN
        RETURN (SELECT person_name(p) FROM correction c JOIN person p ON p.id = c.person_id
                 WHERE c.id = named::bigint);
    ELSIF kind = 'transfer' THEN
        RETURN (SELECT to_char(t.effective_on, 'YYYY"年"FMMM"月"FMDD"日の人事異動"')
                  FROM transfer t WHERE t.id = named::bigint);
    ELSIF kind = 'absence' THEN
        RETURN (SELECT person_name(p) FROM absence a JOIN person p ON p.id = a.person_id
                 WHERE a.id = named::bigint);
    ELSIF kind IN ('deputy_designation', 'deputy_step') THEN
        RETURN (SELECT person_name(p) FROM deputy_designation d JOIN person p ON p.id = d.deputy_id
                 WHERE d.id = named::bigint);
    ELSIF kind IN ('acting_record', 'acting_basis', 'acting_review') THEN
        RETURN (SELECT person_name(p) FROM acting_record r JOIN person p ON p.id = r.actor_id
                 WHERE r.id = named::bigint);
    END IF;
    RETURN NULL;
END $$;

UPDATE clause_duty SET record_word = '権限代行者の指名・認定', record_path = '/deputies'
 WHERE ord IN (370, 380, 390);
UPDATE clause_duty SET record_word = '現在の指示権者', record_path = '/authority'
 WHERE ord BETWEEN 290 AND 330;
