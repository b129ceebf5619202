-- Nothing is entered twice by going back. The key of a form holds a second click; the browser's way back
-- fetches the form anew, with a key of its own, and what has neither a period nor a number that another
-- rule looks at was then there twice - a pledge for good, since none is ever taken back. What came in before
-- this rule stays as it is, hence triggers and no unique indexes.

CREATE FUNCTION check_contractor_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NEW.corporate_no IS NULL
                      AND EXISTS (SELECT FROM contractor c
                                   WHERE c.name = NEW.name AND c.corporate_no IS NULL AND c.status = 'active'),
                      'contractor_once');
    RETURN NEW;
END $$;
COMMENT ON FUNCTION check_contractor_once IS 'Of two with one name at least one has a 法人番号 to tell them by.';
CREATE TRIGGER contractor_once BEFORE INSERT ON contractor
    FOR EACH ROW EXECUTE FUNCTION check_contractor_once();

CREATE FUNCTION check_contract_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT FROM contract c
                               WHERE c.contractor_id = NEW.contractor_id AND c.org_unit_id = NEW.org_unit_id
                                 AND c.contract_no = NEW.contract_no AND c.title = NEW.title
                                 AND c.period_from = NEW.period_from AND c.cancelled_at IS NULL),
                      'contract_once');
    RETURN NEW;
END $$;
COMMENT ON FUNCTION check_contract_once IS 'One contract of a section, number, title and first day.';
CREATE TRIGGER contract_once BEFORE INSERT ON contract
    FOR EACH ROW EXECUTE FUNCTION check_contract_once();

CREATE FUNCTION check_expert_pledge_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT FROM expert_pledge p
                               WHERE p.person_id = NEW.person_id AND p.pledged_on = NEW.pledged_on
                                 AND p.doc_number = NEW.doc_number),
                      'expert_pledge_once');
    RETURN NEW;
END $$;
COMMENT ON FUNCTION check_expert_pledge_once IS 'One pledge of a day and document.';
CREATE TRIGGER expert_pledge_once BEFORE INSERT ON expert_pledge
    FOR EACH ROW EXECUTE FUNCTION check_expert_pledge_once();

CREATE FUNCTION check_expert_advice_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT FROM expert_advice a
                               WHERE a.person_id = NEW.person_id AND a.advised_on = NEW.advised_on
                                 AND a.org_unit_id = NEW.org_unit_id AND a.question = NEW.question
                                 AND a.advice = NEW.advice
                                 AND NOT EXISTS (SELECT FROM expert_advice_withdrawal w WHERE w.advice_id = a.id)),
                      'expert_advice_once');
    RETURN NEW;
END $$;
COMMENT ON FUNCTION check_expert_advice_once IS 'The same question and answer of a day once, unless it was withdrawn.';
CREATE TRIGGER expert_advice_once BEFORE INSERT ON expert_advice
    FOR EACH ROW EXECUTE FUNCTION check_expert_advice_once();
