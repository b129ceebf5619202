-- What an object of the log is called is said in one place for each kind of object: a function that a row of audit_naming
-- names. A migration that makes an audited table whose objects have a mere number adds the function, where none fits, and
-- the row; a test asks the catalogue for those that did not.

CREATE TABLE audit_naming (
    object_type text NOT NULL,
    naming text NOT NULL,
    by_number boolean NOT NULL DEFAULT true,
    CONSTRAINT audit_naming_pk PRIMARY KEY (object_type),
    CONSTRAINT audit_naming_function CHECK (naming ~ '^audit_name_of_[a-z_]+$')
);
COMMENT ON TABLE audit_naming IS
    'The function (named text, act text) that says what an object of the log is called today.';
COMMENT ON COLUMN audit_naming.by_number IS
    'The log names such objects by a number; anything else stands for none of them.';
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('audit_naming', 'reference data that migrations alone write');
GRANT SELECT ON audit_naming TO mamori_server;

-- Called through the row of the table alone: migrations write it.
CREATE OR REPLACE FUNCTION audit_object_name(act text, kind text, named text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    way audit_naming;
    name text;
BEGIN
    SELECT n.* INTO way FROM audit_naming n WHERE n.object_type = kind;
    IF way.naming IS NULL OR way.by_number AND named !~ '^[0-9]{1,18}$' THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT %I($1, $2)', way.naming) INTO name USING named, act;
    RETURN name;
END $$;

-- People ------------------------------------------------------------------------------------------

CREATE FUNCTION audit_name_of_person(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT person_name(p) FROM person p WHERE p.staff_no = named);
END $$;

CREATE FUNCTION audit_name_of_person_id(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT person_name(p) FROM person p WHERE p.id = named::bigint);
END $$;

-- Whoever signs in is named by the login, whose account is changed by the person.
CREATE FUNCTION audit_name_of_account(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF act IN ('login', 'login_failed', 'logout') THEN
        RETURN (SELECT person_name(p) FROM account a JOIN person p ON p.id = a.person_id
                 WHERE lower(a.login) = lower(named));
    ELSIF named ~ '^[0-9]{1,18}$' THEN
        RETURN audit_name_of_person_id(named, act);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_name_of_session(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT person_name(p) FROM person p LEFT JOIN account a ON a.person_id = p.id
             WHERE p.staff_no = named OR lower(a.login) = lower(named)
             ORDER BY p.staff_no <> named LIMIT 1);
END $$;

CREATE FUNCTION audit_name_of_grant(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT person_name(p) FROM portal_grant g JOIN person p ON p.id = g.person_id
             WHERE g.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_correction(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT person_name(p) FROM correction c JOIN person p ON p.id = c.person_id
             WHERE c.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_absence(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT person_name(p) FROM absence a JOIN person p ON p.id = a.person_id
             WHERE a.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_deputy(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT person_name(p) FROM deputy_designation d JOIN person p ON p.id = d.deputy_id
             WHERE d.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_acting(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT person_name(p) FROM acting_record r JOIN person p ON p.id = r.actor_id
             WHERE r.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_advice(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT person_name(p) FROM expert_advice e JOIN person p ON p.id = e.person_id
             WHERE e.id = named::bigint);
END $$;

-- The organization --------------------------------------------------------------------------------

CREATE FUNCTION audit_name_of_unit(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT l.full_name FROM org_unit u JOIN unit_place l ON l.org_unit_id = u.id
             WHERE u.code = named ORDER BY u.valid_from DESC LIMIT 1);
END $$;

CREATE FUNCTION audit_name_of_post(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT o.name FROM post o WHERE o.code = named ORDER BY o.valid_from DESC LIMIT 1);
END $$;

CREATE FUNCTION audit_name_of_post_id(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT o.name FROM post o WHERE o.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_transfer(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT to_char(t.effective_on, 'YYYY"年"FMMM"月"FMDD"日の人事異動"')
              FROM transfer t WHERE t.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_edge(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT string_agg(coalesce(n.words, o.code), '－' ORDER BY o.ord)
              FROM chart_edge e
             CROSS JOIN LATERAL (VALUES (1, e.from_code), (2, e.to_code)) o (ord, code)
              LEFT JOIN LATERAL (SELECT array_to_string(n.label_lines, '') AS words FROM chart_node n
                                  WHERE n.code = o.code ORDER BY n.valid_from DESC LIMIT 1) n ON true
             WHERE e.id = named::bigint);
END $$;

-- Documents, contracts, files ---------------------------------------------------------------------

CREATE FUNCTION audit_name_of_document(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT d.title FROM policy_document d WHERE d.code = named);
END $$;

CREATE FUNCTION audit_name_of_version(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT d.title || ' 第' || v.version_no || '版'
              FROM policy_version v JOIN policy_document d ON d.id = v.document_id
             WHERE v.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_policy_draft(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(nullif(d.title, ''), nullif(d.code, ''), d.source_name)
              FROM policy_draft d WHERE d.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_contractor(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT c.name FROM contractor c WHERE c.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_contract(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT concat_ws('　', nullif(c.contract_no, ''), c.title) FROM contract c WHERE c.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_file(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT f.name FROM file f WHERE f.id = named::bigint);
END $$;

-- Committees, what they decide and what is told to sections --------------------------------------------

CREATE FUNCTION audit_name_of_committee(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT c.name FROM committee c WHERE c.code = named);
END $$;

CREATE FUNCTION audit_name_of_seat(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT c.name || coalesce('　' || person_name(p), '　' || o.name, '')
              FROM committee_seat s
              JOIN committee c ON c.code = s.committee_code
              LEFT JOIN person p ON p.id = s.person_id
              LEFT JOIN LATERAL (SELECT o.name FROM post o WHERE o.code = s.post_code
                                  ORDER BY o.valid_from DESC LIMIT 1) o ON true
             WHERE s.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_meeting(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT c.name || '　' || m.fiscal_year || '年度'
                   || coalesce('第' || m.number || '回', to_char(tokyo_day(m.starts_at), 'FMMM"月"FMDD"日"'))
              FROM meeting m JOIN committee c ON c.code = m.committee_code WHERE m.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_item(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT i.title FROM agenda_item i WHERE i.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_decision(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT i.title FROM decision d JOIN agenda_item i ON i.id = d.item_id
             WHERE d.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_minutes(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT audit_name_of_meeting(v.meeting_id::text, act)
              FROM minutes_version v WHERE v.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_directive(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT concat_ws('　', nullif(d.doc_number, ''), d.title)
              FROM directive d WHERE d.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_delivery(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT audit_name_of_directive(y.directive_id::text, act)
              FROM directive_delivery y WHERE y.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_guidance(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT g.title FROM guidance g WHERE g.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_referral(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT r.reference_no FROM discipline_referral r WHERE r.id = named::bigint);
END $$;

-- 例外措置: the number and the title; a draft has the title alone, and before that it is one of a section.

CREATE FUNCTION audit_name_of_exception(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(nullif(concat_ws('　', r.request_no, nullif(c.title, '')), ''), u.name || 'の下書き')
              FROM exception_request r
              JOIN org_unit u ON u.id = r.applicant_unit_id
              LEFT JOIN LATERAL (SELECT x.title FROM exception_revision x
                                  WHERE x.request_id = r.id ORDER BY x.revision_no DESC LIMIT 1) c ON true
             WHERE r.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_condition(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT audit_name_of_exception(c.request_id::text, act)
              FROM exception_condition c WHERE c.id = named::bigint);
END $$;

CREATE FUNCTION audit_name_of_exception_import(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT i.source_name FROM exception_import i WHERE i.id = named::bigint);
END $$;

INSERT INTO audit_naming (object_type, naming, by_number) VALUES
    ('person', 'audit_name_of_person', false),
    ('account', 'audit_name_of_account', false),
    ('session', 'audit_name_of_session', false),
    ('org_unit', 'audit_name_of_unit', false),
    ('post', 'audit_name_of_post', false),
    ('policy_document', 'audit_name_of_document', false),
    ('committee', 'audit_name_of_committee', false);
INSERT INTO audit_naming (object_type, naming) VALUES
    ('employment', 'audit_name_of_person_id'),
    ('person_assignment', 'audit_name_of_person_id'),
    ('role_assignment', 'audit_name_of_person_id'),
    ('account_code', 'audit_name_of_person_id'),
    ('calendar_feed', 'audit_name_of_person_id'),
    ('expert', 'audit_name_of_person_id'),
    ('expert_pledge', 'audit_name_of_person_id'),
    ('expert_advice', 'audit_name_of_person_id'),
    ('expert_advice_withdrawal', 'audit_name_of_advice'),
    ('portal_grant', 'audit_name_of_grant'),
    ('correction', 'audit_name_of_correction'),
    ('absence', 'audit_name_of_absence'),
    ('deputy_designation', 'audit_name_of_deputy'),
    ('deputy_step', 'audit_name_of_deputy'),
    ('acting_record', 'audit_name_of_acting'),
    ('acting_basis', 'audit_name_of_acting'),
    ('acting_review', 'audit_name_of_acting'),
    ('post_holding', 'audit_name_of_post_id'),
    ('transfer', 'audit_name_of_transfer'),
    ('chart_edge', 'audit_name_of_edge'),
    ('policy_version', 'audit_name_of_version'),
    ('policy_draft', 'audit_name_of_policy_draft'),
    ('contractor', 'audit_name_of_contractor'),
    ('contract', 'audit_name_of_contract'),
    ('contract_record', 'audit_name_of_contract'),
    ('file', 'audit_name_of_file'),
    ('committee_seat', 'audit_name_of_seat'),
    ('meeting', 'audit_name_of_meeting'),
    ('meeting_step', 'audit_name_of_meeting'),
    ('meeting_paper', 'audit_name_of_meeting'),
    ('attendance', 'audit_name_of_meeting'),
    ('agenda_item', 'audit_name_of_item'),
    ('item_position', 'audit_name_of_item'),
    ('decision', 'audit_name_of_decision'),
    ('minutes_version', 'audit_name_of_minutes'),
    ('minutes_confirmation', 'audit_name_of_minutes'),
    ('directive', 'audit_name_of_directive'),
    ('directive_step', 'audit_name_of_directive'),
    ('directive_delivery', 'audit_name_of_directive'),
    ('directive_answer', 'audit_name_of_delivery'),
    ('guidance', 'audit_name_of_guidance'),
    ('discipline_referral', 'audit_name_of_referral'),
    ('exception_request', 'audit_name_of_exception'),
    ('exception_revision', 'audit_name_of_exception'),
    ('exception_step', 'audit_name_of_exception'),
    ('exception_period', 'audit_name_of_exception'),
    ('exception_condition', 'audit_name_of_exception'),
    ('exception_condition_met', 'audit_name_of_condition'),
    ('exception_extension', 'audit_name_of_exception'),
    ('exception_end_report', 'audit_name_of_exception'),
    ('exception_review', 'audit_name_of_exception'),
    ('exception_migrated', 'audit_name_of_exception'),
    ('exception_attachment', 'audit_name_of_exception'),
    ('exception_import', 'audit_name_of_exception_import');
