-- A page that asks one large statement has it planned for what is asked (force_custom_plan). What asks the viewer's rights
-- within it is always asked alike, with the viewer and the day, so it is planned once a connection: planning the union of all
-- sources of roles takes twenty times what asking it takes, and a list asks it for row after row.
ALTER FUNCTION bears_for_unit(bigint, text, bigint, date) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION acts_as_network_security_manager(bigint, timestamptz) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION decides_exception(exception_request, bigint, timestamptz) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION own_exception_units() SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION own_directive_units() SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION workplace_units() SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION units_borne(text[]) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION drafts_assets_of(bigint) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION confirms_assets_of(bigint) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION sits_on(text) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION committee_roster(text, date) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION heads_personnel_section() SET plan_cache_mode = force_generic_plan;

-- The last revision of a few requests is found by its index: what DISTINCT ON sorted was every text of every request.
CREATE OR REPLACE VIEW exception_current AS
    SELECT v.* FROM exception_revision v
     WHERE NOT EXISTS (SELECT FROM exception_revision later
                        WHERE later.request_id = v.request_id AND later.revision_no > v.revision_no);

-- What the network security manager files is little among all: asked for on each of that manager's home pages.
CREATE INDEX exception_request_of_manager ON exception_request (state) WHERE applicant_role = 'network_security_manager';
