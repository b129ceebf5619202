-- 委託事業者: the policy binds them too (clause 1). Kept is who they are, which section has which contract
-- with them, and the proof that the policy was made known (周知日), that the contract has its security
-- clause, and that the keeping of it is checked.
--
-- What was done is a row of contract_record and never changes; what was entered by mistake is taken back
-- by a further row. How a contract stands today is derived from them (contract_standing), and of a section
-- that was reorganized the successor has its contracts.

CREATE FUNCTION is_corporate_no(number text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN number ~ '^[1-9][0-9]{12}$'
                THEN left(number, 1)::integer = 9 - (
                     SELECT sum(substr(number, 14 - n, 1)::integer * (2 - n % 2))
                       FROM generate_series(1, 12) AS n) % 9
                ELSE false END;
COMMENT ON FUNCTION is_corporate_no IS
    '法人番号: the first digit checks the other twelve, weighted 1, 2, 1, 2 … from the right, modulo 9.';

CREATE TABLE contractor (
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    name_kana text NOT NULL,
    corporate_no text,
    contact_department text NOT NULL DEFAULT '',
    contact_person text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT contractor_pk PRIMARY KEY (id),
    CONSTRAINT contractor_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT contractor_name_kana_form CHECK (
        name_kana ~ '^[ァ-ヺー・]+( [ァ-ヺー・]+)*$' AND length(name_kana) <= 400),
    CONSTRAINT contractor_corporate_no_form CHECK (
        corporate_no IS NULL OR is_corporate_no(corporate_no)),
    CONSTRAINT contractor_corporate_no_unique UNIQUE (corporate_no),
    CONSTRAINT contractor_email_form CHECK (email = '' OR email ~ '^[!-?A-~]+@[!-?A-~]+$'),
    CONSTRAINT contractor_text_length CHECK (
        length(contact_department) <= 120 AND length(contact_person) <= 120 AND length(phone) <= 80
        AND length(email) <= 120 AND length(note) <= 2000),
    CONSTRAINT contractor_status_known CHECK (status IN ('active', 'ended'))
);
CREATE INDEX contractor_by_reading ON contractor (name_kana COLLATE "ja-x-icu", id);
COMMENT ON TABLE contractor IS '委託事業者. They are no 職員等 and have no account (BR-SC-07).';
COMMENT ON COLUMN contractor.contact_person IS 'Whom the city calls at work; nothing private.';
GRANT SELECT,
      INSERT (name, name_kana, corporate_no, contact_department, contact_person, phone, email, note),
      UPDATE (name, name_kana, corporate_no, contact_department, contact_person, phone, email, note,
              status, updated_at, updated_by, row_version) ON contractor TO mamori_server;

CREATE TABLE contractor_search (
    contractor_id bigint NOT NULL,
    folded text NOT NULL,
    CONSTRAINT contractor_search_pk PRIMARY KEY (contractor_id),
    CONSTRAINT contractor_search_contractor_fk FOREIGN KEY (contractor_id) REFERENCES contractor (id)
);
COMMENT ON TABLE contractor_search IS 'Name, reading and corporate number, folded (BR-CA-07).';
GRANT SELECT, INSERT, UPDATE (folded) ON contractor_search TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('contractor_search', 'derived from the contractor');

CREATE TABLE contract (
    id bigint GENERATED ALWAYS AS IDENTITY,
    contractor_id bigint NOT NULL,
    contract_no text NOT NULL DEFAULT '',
    title text NOT NULL,
    org_unit_id bigint NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    may_subcontract boolean NOT NULL DEFAULT false,
    subcontractors text NOT NULL DEFAULT '',
    information_class text NOT NULL,
    cancelled_at timestamptz,
    cancelled_by bigint,
    cancel_reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT contract_pk PRIMARY KEY (id),
    CONSTRAINT contract_contractor_fk FOREIGN KEY (contractor_id) REFERENCES contractor (id),
    CONSTRAINT contract_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id),
    CONSTRAINT contract_title_length CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT contract_text_length CHECK (
        length(contract_no) <= 80 AND length(subcontractors) <= 1000 AND length(cancel_reason) <= 800),
    CONSTRAINT contract_period CHECK (period_to >= period_from),
    CONSTRAINT contract_subcontractors_allowed CHECK (may_subcontract OR subcontractors = ''),
    CONSTRAINT contract_class_known CHECK (
        information_class IN ('3A', '3B', '3C', '2', '1', 'none')),
    CONSTRAINT contract_cancelled_why CHECK ((cancelled_at IS NULL) = (cancel_reason = ''))
);
CREATE INDEX contract_contractor ON contract (contractor_id);
CREATE INDEX contract_unit ON contract (org_unit_id);
COMMENT ON TABLE contract IS
    '委託契約, kept by its section. One entered by mistake is taken back (取消) and stays to be seen.';
COMMENT ON COLUMN contract.information_class IS
    'The highest confidentiality of what is handled, by the default classification scheme; none: no information is handled.';
COMMENT ON COLUMN contract.subcontractors IS 'To whom, in words; "": not known yet.';
GRANT SELECT,
      INSERT (contractor_id, contract_no, title, org_unit_id, period_from, period_to, may_subcontract,
              subcontractors, information_class),
      UPDATE (contract_no, title, org_unit_id, period_from, period_to, may_subcontract, subcontractors,
              information_class, cancelled_at, cancelled_by, cancel_reason, updated_at, updated_by,
              row_version) ON contract TO mamori_server;

CREATE TABLE contract_record (
    id bigint GENERATED ALWAYS AS IDENTITY,
    contract_id bigint NOT NULL,
    act text NOT NULL,
    day date NOT NULL,
    note text NOT NULL DEFAULT '',
    retracts_id bigint,
    recorded_at timestamptz NOT NULL DEFAULT instant(),
    recorded_by bigint DEFAULT viewer(),
    CONSTRAINT contract_record_pk PRIMARY KEY (id),
    CONSTRAINT contract_record_place UNIQUE (contract_id, id),
    CONSTRAINT contract_record_contract_fk FOREIGN KEY (contract_id) REFERENCES contract (id),
    CONSTRAINT contract_record_retracts_fk FOREIGN KEY (contract_id, retracts_id)
        REFERENCES contract_record (contract_id, id),
    CONSTRAINT contract_record_retracted_once UNIQUE (retracts_id),
    CONSTRAINT contract_record_act_known CHECK (act IN (
        'clause_confirmed', 'policy_informed', 'checked_ok', 'checked_to_mend', 'retracted')),
    CONSTRAINT contract_record_retracts_given CHECK ((retracts_id IS NOT NULL) = (act = 'retracted')),
    CONSTRAINT contract_record_finding_given CHECK (
        note <> '' OR act NOT IN ('checked_to_mend', 'retracted')),
    CONSTRAINT contract_record_note_length CHECK (length(note) <= 2000)
);
CREATE INDEX contract_record_act ON contract_record (contract_id, act, day DESC, id DESC);
COMMENT ON TABLE contract_record IS
    'What was done about a contract, on which day and by whom it was recorded. Appended only; retracted: takes the row retracts_id back.';
GRANT SELECT, INSERT (contract_id, act, day, note, retracts_id) ON contract_record TO mamori_server;

-- Who keeps which contracts --------------------------------------------------------------------------

CREATE FUNCTION unit_today(unit bigint) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE line AS (
        SELECT u.id, u.successor_id, 0 AS step FROM org_unit u WHERE u.id = unit
        UNION ALL
        SELECT n.id, n.successor_id, l.step + 1
          FROM line l
          JOIN org_unit n ON n.id = l.successor_id AND n.valid_from <= today()
         WHERE l.step < 20)
    SELECT id FROM line ORDER BY step DESC LIMIT 1
$$;
COMMENT ON FUNCTION unit_today IS 'What became of a unit by today, by its successors; itself: nothing else.';

CREATE FUNCTION own_contract_units() RETURNS TABLE (org_unit_id bigint)
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT r.org_unit_id
      FROM effective_role r
     WHERE r.person_id = viewer() AND r.role_code IN ('system_security_manager', 'it_promotion_leader')
       AND is_in_force(r.valid_from, r.valid_to, today()) AND may('contract_enter')
$$;
COMMENT ON FUNCTION own_contract_units IS 'The sections whose contracts the viewer enters as their head or leader.';

CREATE FUNCTION keeps_contracts_of(unit bigint) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN may('contractor_maintain')
        OR unit_today(unit) IN (SELECT o.org_unit_id FROM own_contract_units() o);
COMMENT ON FUNCTION keeps_contracts_of IS 'Whether the viewer may write contracts of a section.';

-- How contracts stand today --------------------------------------------------------------------------

CREATE VIEW contract_record_in_force AS
    SELECT r.*
      FROM contract_record r
     WHERE r.act <> 'retracted'
       AND NOT EXISTS (SELECT FROM contract_record x
                        WHERE x.contract_id = r.contract_id AND x.retracts_id = r.id);
COMMENT ON VIEW contract_record_in_force IS 'What was done and not taken back.';
GRANT SELECT ON contract_record_in_force TO mamori_server;

CREATE VIEW contract_standing AS
    SELECT c.id AS contract_id, c.contractor_id, u.id AS org_unit_id, u.code AS unit_code,
           u.name AS unit, s.contract_state, i.day AS informed_on, t.day AS clause_confirmed_on,
           k.day AS last_checked_on, k.act AS last_check,
           CASE WHEN s.contract_state IN ('in_effect', 'planned') THEN s.check_due_on END
               AS check_due_on,
           s.contract_state = 'in_effect' AND i.id IS NULL AS lacks_informing,
           s.contract_state = 'in_effect' AND t.id IS NULL AS lacks_clause,
           s.contract_state = 'in_effect' AND s.check_due_on < today() AS is_check_overdue,
           s.contract_state = 'in_effect' AND coalesce(k.act = 'checked_to_mend', false)
               AS needs_mending
      FROM contract c
      JOIN org_unit w ON w.id = c.org_unit_id
      JOIN org_unit u ON u.id = CASE WHEN w.successor_id IS NULL THEN w.id ELSE unit_today(w.id) END
      LEFT JOIN LATERAL (SELECT r.id, r.day FROM contract_record_in_force r
                          WHERE r.contract_id = c.id AND r.act = 'policy_informed'
                          ORDER BY r.day DESC, r.id DESC LIMIT 1) i ON true
      LEFT JOIN LATERAL (SELECT r.id, r.day FROM contract_record_in_force r
                          WHERE r.contract_id = c.id AND r.act = 'clause_confirmed'
                          ORDER BY r.day DESC, r.id DESC LIMIT 1) t ON true
      LEFT JOIN LATERAL (SELECT r.id, r.day, r.act FROM contract_record_in_force r
                          WHERE r.contract_id = c.id AND r.act IN ('checked_ok', 'checked_to_mend')
                          ORDER BY r.day DESC, r.id DESC LIMIT 1) k ON true
     CROSS JOIN LATERAL (
           SELECT CASE WHEN c.cancelled_at IS NOT NULL THEN 'revoked'
                       WHEN c.period_from > today() THEN 'planned'
                       WHEN c.period_to < today() THEN 'closed'
                       ELSE 'in_effect' END AS contract_state,
                  (greatest(k.day, c.period_from)
                   + make_interval(months => setting_integer('contract.check_months', 12)))::date
                      AS check_due_on) s;
COMMENT ON VIEW contract_standing IS
    'What each contract has and lacks today. A check is due so many months after the one before, or after the beginning.';
GRANT SELECT ON contract_standing TO mamori_server;

CREATE FUNCTION contractor_found(patterns text[], section text)
    RETURNS TABLE (contractor_id bigint, in_effect bigint, uninformed bigint, unconfirmed bigint,
                   overdue bigint, to_mend bigint, sections text[], states text[])
    LANGUAGE sql STABLE AS $$
    SELECT f.*,
           array_remove(ARRAY[CASE WHEN f.in_effect > 0 THEN 'in_effect' END,
                              CASE WHEN f.uninformed > 0 THEN 'uninformed' END,
                              CASE WHEN f.unconfirmed > 0 THEN 'unconfirmed' END,
                              CASE WHEN f.overdue > 0 THEN 'overdue' END,
                              CASE WHEN f.to_mend > 0 THEN 'to_mend' END,
                              CASE WHEN k.status = 'ended' THEN 'ended' END], NULL)
      FROM (SELECT k.id, count(*) FILTER (WHERE c.contract_state = 'in_effect') AS in_effect,
                   count(*) FILTER (WHERE c.lacks_informing) AS uninformed,
                   count(*) FILTER (WHERE c.lacks_clause) AS unconfirmed,
                   count(*) FILTER (WHERE c.is_check_overdue) AS overdue,
                   count(*) FILTER (WHERE c.needs_mending) AS to_mend,
                   coalesce(array_agg(DISTINCT c.unit) FILTER (WHERE c.contract_state = 'in_effect'),
                            '{}') AS sections
              FROM contractor k
              LEFT JOIN contract_standing c
                ON c.contractor_id = k.id AND c.contract_state <> 'revoked'
               AND (section IS NULL OR c.unit_code = section)
             WHERE patterns IS NULL
                OR EXISTS (SELECT FROM contractor_search s
                            WHERE s.contractor_id = k.id AND s.folded LIKE ALL (patterns))
             GROUP BY k.id
            HAVING section IS NULL OR count(c.contract_id) > 0) f
      JOIN contractor k ON k.id = f.id
$$;
COMMENT ON FUNCTION contractor_found IS
    'Contractors by LIKE patterns of a query and the code of a section (NULL: all), with how many of those contracts stand where.';

-- What is refused, whoever writes --------------------------------------------------------------------

CREATE FUNCTION contractor_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT FROM contract c
                               WHERE c.contractor_id = NEW.id AND c.cancelled_at IS NULL
                                 AND c.period_to >= today()), 'contractor_has_contracts');
    RETURN NEW;
END $$;
CREATE TRIGGER contractor_check BEFORE UPDATE OF status ON contractor
    FOR EACH ROW WHEN (OLD.status <> 'ended' AND NEW.status = 'ended')
    EXECUTE FUNCTION contractor_check();

-- The contractor is locked, so that none is ended while a contract is being added. Commands (nobody's
-- act) may enter what they know.
CREATE FUNCTION contract_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    contractor_status text;
BEGIN
    PERFORM refuse_if(TG_OP = 'UPDATE' AND OLD.cancelled_at IS NOT NULL, 'contract_revoked');
    SELECT k.status INTO contractor_status FROM contractor k WHERE k.id = NEW.contractor_id FOR SHARE;
    PERFORM refuse_if(contractor_status = 'ended' AND NEW.cancelled_at IS NULL
                      AND NEW.period_to >= today(), 'contract_contractor_active');
    PERFORM refuse_if(viewer() IS NOT NULL AND NOT keeps_contracts_of(NEW.org_unit_id),
                      'contract_of_own_section');
    RETURN NEW;
END $$;
CREATE TRIGGER contract_check BEFORE INSERT OR UPDATE ON contract
    FOR EACH ROW EXECUTE FUNCTION contract_check();

CREATE FUNCTION contract_record_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    written contract;
BEGIN
    SELECT c.* INTO written FROM contract c WHERE c.id = NEW.contract_id FOR SHARE;
    PERFORM refuse_if(written.cancelled_at IS NOT NULL, 'contract_revoked');
    PERFORM refuse_if(viewer() IS NOT NULL AND NOT keeps_contracts_of(written.org_unit_id),
                      'contract_of_own_section');
    PERFORM refuse_if(viewer() IS NOT NULL AND NEW.day > today(), 'contract_record_day_come');
    PERFORM refuse_if(EXISTS (SELECT FROM contract_record r
                               WHERE r.id = NEW.retracts_id AND r.act = 'retracted'),
                      'contract_record_retracted_once');
    RETURN NEW;
END $$;
CREATE TRIGGER contract_record_check BEFORE INSERT ON contract_record
    FOR EACH ROW EXECUTE FUNCTION contract_record_check();

-- The operation log ----------------------------------------------------------------------------------

CREATE TRIGGER contractor_audit AFTER INSERT OR UPDATE OR DELETE ON contractor
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER contract_audit AFTER INSERT OR UPDATE OR DELETE ON contract
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER contract_record_audit AFTER INSERT OR UPDATE OR DELETE ON contract_record
    FOR EACH ROW EXECUTE FUNCTION audit_change('contract_id');
