-- 情報セキュリティ専門家: somebody from outside who advises the committee and the CISO (the chart of
-- clause 7; persons with expert knowledge, 7(2)ア(イ)). No 職員等, hence out of scope (4(1)); the period is
-- a role_assignment, so that the chart and the roles show an expert like every other bearer. The pledge
-- and each piece of advice are evidence: appended, never changed. What was entered wrongly is withdrawn by
-- a further row and stays readable.

CREATE TABLE expert (
    person_id bigint NOT NULL,
    organisation text NOT NULL,
    specialty text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    CONSTRAINT expert_pk PRIMARY KEY (person_id),
    CONSTRAINT expert_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT expert_text_length CHECK (length(organisation) BETWEEN 1 AND 80
                                         AND length(specialty) BETWEEN 1 AND 120)
);
COMMENT ON TABLE expert IS '情報セキュリティ専門家: what an expert is asked for, and of which organisation.';
GRANT SELECT, INSERT ON expert TO mamori_server;

CREATE TABLE expert_pledge (
    id bigint GENERATED ALWAYS AS IDENTITY,
    person_id bigint NOT NULL,
    pledged_on date NOT NULL,
    doc_number text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT instant(),
    confirmed_by bigint DEFAULT viewer(),
    CONSTRAINT expert_pledge_pk PRIMARY KEY (id),
    CONSTRAINT expert_pledge_expert_fk FOREIGN KEY (person_id) REFERENCES expert (person_id),
    CONSTRAINT expert_pledge_by_fk FOREIGN KEY (confirmed_by) REFERENCES person (id),
    CONSTRAINT expert_pledge_text_length CHECK (length(doc_number) BETWEEN 1 AND 60),
    CONSTRAINT expert_pledge_not_ahead CHECK (pledged_on <= (recorded_at AT TIME ZONE 'Asia/Tokyo')::date)
);
CREATE INDEX expert_pledge_person ON expert_pledge (person_id);
COMMENT ON TABLE expert_pledge IS '誓約書. A new one is another row; the last counts. Appended only.';
COMMENT ON COLUMN expert_pledge.confirmed_by IS 'Who saw the paper: the one who recorded it.';
GRANT SELECT, INSERT ON expert_pledge TO mamori_server;

CREATE TABLE expert_advice (
    id bigint GENERATED ALWAYS AS IDENTITY,
    person_id bigint NOT NULL,
    advised_on date NOT NULL,
    org_unit_id bigint NOT NULL,
    asked_by text NOT NULL,
    question text NOT NULL,
    advice text NOT NULL,
    doc_number text NOT NULL DEFAULT '',
    recorded_at timestamptz NOT NULL DEFAULT instant(),
    recorded_by bigint DEFAULT viewer(),
    CONSTRAINT expert_advice_pk PRIMARY KEY (id),
    CONSTRAINT expert_advice_expert_fk FOREIGN KEY (person_id) REFERENCES expert (person_id),
    CONSTRAINT expert_advice_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id),
    CONSTRAINT expert_advice_by_fk FOREIGN KEY (recorded_by) REFERENCES person (id),
    CONSTRAINT expert_advice_text_length CHECK (
        length(asked_by) BETWEEN 1 AND 60 AND length(question) BETWEEN 1 AND 2000
        AND length(advice) BETWEEN 1 AND 4000 AND length(doc_number) <= 60),
    CONSTRAINT expert_advice_not_ahead CHECK (advised_on <= (recorded_at AT TIME ZONE 'Asia/Tokyo')::date)
);
CREATE INDEX expert_advice_person ON expert_advice (person_id);
COMMENT ON TABLE expert_advice IS '助言の記録. Appended only.';
GRANT SELECT, INSERT ON expert_advice TO mamori_server;

CREATE TABLE expert_advice_withdrawal (
    advice_id bigint NOT NULL,
    reason text NOT NULL,
    withdrawn_at timestamptz NOT NULL DEFAULT instant(),
    withdrawn_by bigint DEFAULT viewer(),
    CONSTRAINT expert_advice_withdrawal_pk PRIMARY KEY (advice_id),
    CONSTRAINT expert_advice_withdrawal_advice_fk FOREIGN KEY (advice_id) REFERENCES expert_advice (id),
    CONSTRAINT expert_advice_withdrawal_by_fk FOREIGN KEY (withdrawn_by) REFERENCES person (id),
    CONSTRAINT expert_advice_withdrawal_length CHECK (length(reason) BETWEEN 1 AND 300)
);
COMMENT ON TABLE expert_advice_withdrawal IS '助言の記録の取消し: the entry was a mistake; it stays readable.';
GRANT SELECT, INSERT ON expert_advice_withdrawal TO mamori_server;

-- Whoever is 職員等 gives no outside advice: the role asks for the employment, whoever writes it.
CREATE FUNCTION check_expert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT EXISTS (SELECT FROM employment e
                                   WHERE e.person_id = NEW.person_id AND e.employment_type = 'external_expert'
                                     AND daterange(e.valid_from, e.valid_to, '[]')
                                         @> daterange(NEW.valid_from, NEW.valid_to, '[]')),
                      'expert_is_external');
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER expert_rules AFTER INSERT ON role_assignment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.role_code = 'security_expert') EXECUTE FUNCTION check_expert();
COMMENT ON FUNCTION check_expert IS 'An expert is employed as one for the whole period.';

CREATE TRIGGER expert_audit AFTER INSERT OR UPDATE OR DELETE ON expert
    FOR EACH ROW EXECUTE FUNCTION audit_change('person_id');
CREATE TRIGGER expert_pledge_audit AFTER INSERT OR UPDATE OR DELETE ON expert_pledge
    FOR EACH ROW EXECUTE FUNCTION audit_change('person_id');
CREATE TRIGGER expert_advice_audit AFTER INSERT OR UPDATE OR DELETE ON expert_advice
    FOR EACH ROW EXECUTE FUNCTION audit_change('person_id');
CREATE TRIGGER expert_advice_withdrawal_audit AFTER INSERT OR UPDATE OR DELETE ON expert_advice_withdrawal
    FOR EACH ROW EXECUTE FUNCTION audit_change('advice_id');
