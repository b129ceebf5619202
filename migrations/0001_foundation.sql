-- The unit of work as SQL sees it. Every transaction tells the database once who acts and when
-- (begin_request for a web request, begin_work for a job or a command); every later statement
-- reads instant(), today() and viewer(), so no statement takes the clock or the person as a
-- parameter and MAMORI_NOW holds everywhere.
--
-- The server's role has no DDL and no UPDATE or DELETE where evidence lies; each migration grants
-- what its tables need, by name.

CREATE EXTENSION IF NOT EXISTS btree_gist;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO mamori_server;
DO $$ BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;

CREATE FUNCTION instant() RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('mamori.now', true), '')::timestamptz, now());
COMMENT ON FUNCTION instant IS 'The instant of this unit of work; the only place that asks now().';

CREATE FUNCTION today() RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (instant() AT TIME ZONE 'Asia/Tokyo')::date;
COMMENT ON FUNCTION today IS 'The day of this unit of work in Asia/Tokyo.';

CREATE FUNCTION viewer() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('mamori.person', true), '')::bigint;
COMMENT ON FUNCTION viewer IS 'person.id of who acts, NULL: nobody is signed in.';

CREATE FUNCTION is_in_force(valid_from date, valid_to date, on_day date) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN valid_from <= on_day AND (valid_to IS NULL OR on_day <= valid_to);
COMMENT ON FUNCTION is_in_force IS 'Periods are closed days: the day of 終了 still counts.';

CREATE TABLE setting (
    key text NOT NULL,
    value text NOT NULL,
    valid_from date NOT NULL,
    note text NOT NULL DEFAULT '',
    CONSTRAINT setting_pk PRIMARY KEY (key, valid_from)
);
COMMENT ON TABLE setting IS
    'What the secretariat decides, effective-dated: the row with the latest valid_from not after the day holds.';
GRANT SELECT, INSERT ON setting TO mamori_server;

CREATE FUNCTION setting_text(wanted text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT value FROM setting
             WHERE key = wanted AND valid_from <= today()
             ORDER BY valid_from DESC LIMIT 1);
COMMENT ON FUNCTION setting_text IS 'The value in force today, NULL: never set.';

CREATE FUNCTION setting_integer(wanted text, fallback integer) RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(substring(setting_text(wanted) FROM '^[0-9]{1,9}$')::integer, fallback);
COMMENT ON FUNCTION setting_integer IS 'The value in force today as a whole number; the fallback where it is none.';

CREATE TABLE idempotency_key (
    person_id bigint NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    body_sha256 text NOT NULL,
    status integer,
    location text,
    created_at timestamptz NOT NULL,
    CONSTRAINT idempotency_key_pk PRIMARY KEY (person_id, route, key),
    CONSTRAINT idempotency_key_length CHECK (length(key) BETWEEN 1 AND 200)
);
COMMENT ON TABLE idempotency_key IS
    'First insert of a creation or transition; a repeat within 24 h gets the stored answer. Kept for a day.';
COMMENT ON COLUMN idempotency_key.status IS 'NULL only inside the transaction that does the work.';
GRANT SELECT, INSERT, UPDATE (status, location), DELETE ON idempotency_key TO mamori_server;
