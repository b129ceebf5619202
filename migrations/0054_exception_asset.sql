-- 例外措置の対象資産. What a request is about is written in words, and where the words begin with or hold the number of an
-- asset of the register, the revision names that asset: its class counts, and the asset's page shows the request.

CREATE FUNCTION asset_ids_named(words text) RETURNS bigint[]
    LANGUAGE sql STABLE
    RETURN (SELECT array_agg(DISTINCT a.id ORDER BY a.id)
              FROM regexp_matches(upper(normalize(words, NFKC)), '\m([ISNHWOMFD]-[0-9]{4,6})\M', 'g') AS m (found)
              JOIN asset a ON a.asset_no = m.found[1]
             WHERE viewer() IS NULL OR sees_asset(a));
COMMENT ON FUNCTION asset_ids_named IS 'Assets whose numbers stand in a text, as far as the viewer may know of them; NULL: none.';

CREATE FUNCTION asset_lines_added(words text, numbers text[]) RETURNS text
    LANGUAGE sql STABLE
    RETURN left(concat_ws(E'\n', nullif(words, ''),
               (SELECT string_agg(a.asset_no || '　' || a.name, E'\n' ORDER BY a.asset_no)
                  FROM asset a
                 WHERE a.asset_no = ANY (numbers) AND a.id <> ALL (coalesce(asset_ids_named(words), '{}'))
                   AND sees_asset(a))), 2000);
COMMENT ON FUNCTION asset_lines_added IS 'The text with a line for each of these assets that it does not name yet.';

CREATE OR REPLACE VIEW exception_current AS
    SELECT DISTINCT ON (request_id) * FROM exception_revision ORDER BY request_id, revision_no DESC;
