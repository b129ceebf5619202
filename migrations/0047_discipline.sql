-- 付議の記録 (BR-CM-14): entered by the head of the section that refers cases alone. Of a case the operation
-- log says no more than that a row was written, since its readers may be parties to it.

CREATE FUNCTION discipline_referral_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(viewer() IS NOT NULL AND NOT heads_personnel_section(), 'discipline_by_personnel'),
            refuse_if(TG_OP = 'UPDATE' AND NOT sees_referral(OLD), 'discipline_by_personnel'),
            refuse_if(NEW.referred_on > today(), 'discipline_day_known'),
            refuse_if(NEW.closed_on > today(), 'discipline_closing_known');
    RETURN NEW;
END $$;
CREATE TRIGGER discipline_referral_check BEFORE INSERT OR UPDATE ON discipline_referral
    FOR EACH ROW EXECUTE FUNCTION discipline_referral_check();

DROP TRIGGER discipline_referral_audit ON discipline_referral;
CREATE TRIGGER discipline_referral_audit AFTER INSERT OR UPDATE OR DELETE ON discipline_referral
    FOR EACH ROW EXECUTE FUNCTION audit_change('id', 'parties', 'incident_ref', 'reference_no', 'referred_on',
                                               'referred_by_unit_id', 'closed_on');

-- Its number is for who may see it: the log's other readers find that there is a row.
CREATE OR REPLACE FUNCTION audit_name_of_referral(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT r.reference_no FROM discipline_referral r
             WHERE r.id = named::bigint AND coalesce(sees_referral(r), false));
END $$;
