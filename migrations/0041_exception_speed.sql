-- A ledger of 100,000 requests is answered within 50 ms of server time. What that asks for: days are counted by
-- arithmetic instead of one by one, the day of an instant without a look into the time zones, and words of one
-- character by an index.

CREATE FUNCTION weekdays_until(day date) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (day - date '1900-01-01') / 7 * 5 + least((day - date '1900-01-01') % 7 + 1, 5);
COMMENT ON FUNCTION weekdays_until IS
    'Mondays to Fridays from 1 January 1900, a Monday, up to and with the day. Differences of it are what counts.';

CREATE OR REPLACE FUNCTION business_days_between(from_day date, to_day date) RETURNS integer
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    first date := least(from_day, to_day);
    last date := greatest(from_day, to_day);
    days_off integer;
BEGIN
    IF from_day IS NULL OR to_day IS NULL THEN
        RETURN 0;
    END IF;
    days_off := (
        SELECT count(*)
          FROM (SELECT h.day FROM holiday_in_force h
                 WHERE h.day > first AND h.day <= last AND h.is_holiday
                 UNION
                SELECT make_date(year, part.month, part.day)
                  FROM generate_series(extract(year FROM first)::integer, extract(year FROM last)::integer) AS year,
                       (VALUES (1, 1), (1, 2), (1, 3), (12, 29), (12, 30), (12, 31)) AS part (month, day)) AS off (day)
         WHERE off.day > first AND off.day <= last AND extract(isodow FROM off.day) < 6);
    RETURN sign(to_day - from_day) * (weekdays_until(last) - weekdays_until(first) - days_off);
END $$;

-- A word of one character is no pair: the characters have an index of their own.
CREATE INDEX exception_search_characters ON exception_search USING gin (string_to_array(folded, NULL));

-- Japan keeps nine hours since 1952; a named time zone is looked up each time.
CREATE OR REPLACE FUNCTION tokyo_day(moment timestamptz) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (moment AT TIME ZONE interval '9 hours')::date;
