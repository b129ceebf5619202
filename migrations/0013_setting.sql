-- What the secretariat decides, kept by the secretariat itself: every value that ever held stays,
-- with who entered it and when. A value planned for a later day is replaced by entering another for
-- that day; the later entry holds and the former stays to be seen.
--
-- Holidays are such a list too, by day; business days follow from it (BR-CA-04). The days the law
-- names are here for the years the Cabinet Office has published.

ALTER TABLE setting
    DROP CONSTRAINT setting_pk,
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN entered_at timestamptz NOT NULL DEFAULT instant(),
    ADD COLUMN entered_by bigint DEFAULT viewer(),
    ADD CONSTRAINT setting_pk PRIMARY KEY (id),
    ADD CONSTRAINT setting_value_length CHECK (length(value) <= 4000),
    ADD CONSTRAINT setting_note_length CHECK (length(note) <= 400);
CREATE INDEX setting_in_force ON setting (key, valid_from DESC, id DESC);
COMMENT ON TABLE setting IS
    'What the secretariat decides, effective-dated and appended only: of the rows with the latest valid_from not after the day, the last entered holds.';
COMMENT ON COLUMN setting.entered_by IS 'NULL: a command, not a person.';
REVOKE INSERT ON setting FROM mamori_server;
GRANT INSERT (key, value, valid_from, note) ON setting TO mamori_server;

CREATE OR REPLACE FUNCTION setting_text(wanted text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT value FROM setting
             WHERE key = wanted AND valid_from <= today()
             ORDER BY valid_from DESC, id DESC LIMIT 1);

CREATE TABLE holiday (
    id bigint GENERATED ALWAYS AS IDENTITY,
    day date NOT NULL,
    name text NOT NULL,
    is_holiday boolean NOT NULL DEFAULT true,
    note text NOT NULL DEFAULT '',
    entered_at timestamptz NOT NULL DEFAULT instant(),
    entered_by bigint DEFAULT viewer(),
    CONSTRAINT holiday_pk PRIMARY KEY (id),
    CONSTRAINT holiday_name_length CHECK (length(name) BETWEEN 1 AND 80),
    CONSTRAINT holiday_note_length CHECK (length(note) <= 400)
);
CREATE INDEX holiday_day ON holiday (day, id DESC);
COMMENT ON TABLE holiday IS
    '休日, appended only: the last entry of a day says whether it is one. Saturdays, Sundays and 29 December to 3 January need no row.';
GRANT SELECT, INSERT (day, name, is_holiday, note) ON holiday TO mamori_server;

-- The past stays as it was: dates were counted by it. Commands (nobody's act) may enter any day.
CREATE FUNCTION setting_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF viewer() IS NOT NULL AND NEW.valid_from < today() THEN
        RAISE EXCEPTION 'the past stays as it was'
              USING ERRCODE = 'P0001', CONSTRAINT = 'setting_from_today';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER setting_check BEFORE INSERT ON setting
    FOR EACH ROW EXECUTE FUNCTION setting_check();

CREATE FUNCTION holiday_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF viewer() IS NOT NULL AND NEW.day < today() THEN
        RAISE EXCEPTION 'the past stays as it was'
              USING ERRCODE = 'P0001', CONSTRAINT = 'holiday_from_today';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER holiday_check BEFORE INSERT ON holiday
    FOR EACH ROW EXECUTE FUNCTION holiday_check();

CREATE VIEW holiday_in_force AS
    SELECT DISTINCT ON (day) id, day, name, is_holiday, note, entered_at, entered_by
      FROM holiday
     ORDER BY day, id DESC;
COMMENT ON VIEW holiday_in_force IS 'The last entry of each day.';
GRANT SELECT ON holiday_in_force TO mamori_server;

CREATE FUNCTION is_business_day(wanted date) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN extract(isodow FROM wanted) < 6
       AND to_char(wanted, 'MMDD') NOT IN ('1229', '1230', '1231', '0101', '0102', '0103')
       AND NOT coalesce((SELECT is_holiday FROM holiday
                          WHERE day = wanted ORDER BY id DESC LIMIT 1), false);
COMMENT ON FUNCTION is_business_day IS
    'BR-CA-04. Of years without holidays in the table it knows weekends and the turn of the year only.';

CREATE FUNCTION business_days_between(from_day date, to_day date) RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT CASE WHEN to_day < from_day THEN -count(*) ELSE count(*) END::integer
              FROM generate_series(least(from_day, to_day) + 1, greatest(from_day, to_day),
                                   interval '1 day') AS day
             WHERE is_business_day(day::date));
COMMENT ON FUNCTION business_days_between IS
    'Business days after the first day up to and with the second: Friday to Monday is 1. The same day: 0; backwards: negative.';

INSERT INTO holiday (day, name) VALUES
    ('2024-01-01', '元日'), ('2024-01-08', '成人の日'), ('2024-02-11', '建国記念の日'),
    ('2024-02-12', '休日（建国記念の日の振替）'), ('2024-02-23', '天皇誕生日'), ('2024-03-20', '春分の日'),
    ('2024-04-29', '昭和の日'), ('2024-05-03', '憲法記念日'), ('2024-05-04', 'みどりの日'),
    ('2024-05-05', 'こどもの日'), ('2024-05-06', '休日（こどもの日の振替）'), ('2024-07-15', '海の日'),
    ('2024-08-11', '山の日'), ('2024-08-12', '休日（山の日の振替）'), ('2024-09-16', '敬老の日'),
    ('2024-09-22', '秋分の日'), ('2024-09-23', '休日（秋分の日の振替）'), ('2024-10-14', 'スポーツの日'),
    ('2024-11-03', '文化の日'), ('2024-11-04', '休日（文化の日の振替）'), ('2024-11-23', '勤労感謝の日'),
    ('2025-01-01', '元日'), ('2025-01-13', '成人の日'), ('2025-02-11', '建国記念の日'),
    ('2025-02-23', '天皇誕生日'), ('2025-02-24', '休日（天皇誕生日の振替）'), ('2025-03-20', '春分の日'),
    ('2025-04-29', '昭和の日'), ('2025-05-03', '憲法記念日'), ('2025-05-04', 'みどりの日'),
    ('2025-05-05', 'こどもの日'), ('2025-05-06', '休日（みどりの日の振替）'), ('2025-07-21', '海の日'),
    ('2025-08-11', '山の日'), ('2025-09-15', '敬老の日'), ('2025-09-23', '秋分の日'),
    ('2025-10-13', 'スポーツの日'), ('2025-11-03', '文化の日'), ('2025-11-23', '勤労感謝の日'),
    ('2025-11-24', '休日（勤労感謝の日の振替）'),
    ('2026-01-01', '元日'), ('2026-01-12', '成人の日'), ('2026-02-11', '建国記念の日'),
    ('2026-02-23', '天皇誕生日'), ('2026-03-20', '春分の日'), ('2026-04-29', '昭和の日'),
    ('2026-05-03', '憲法記念日'), ('2026-05-04', 'みどりの日'), ('2026-05-05', 'こどもの日'),
    ('2026-05-06', '休日（憲法記念日の振替）'), ('2026-07-20', '海の日'), ('2026-08-11', '山の日'),
    ('2026-09-21', '敬老の日'), ('2026-09-22', '休日（国民の休日）'), ('2026-09-23', '秋分の日'),
    ('2026-10-12', 'スポーツの日'), ('2026-11-03', '文化の日'), ('2026-11-23', '勤労感謝の日'),
    ('2027-01-01', '元日'), ('2027-01-11', '成人の日'), ('2027-02-11', '建国記念の日'),
    ('2027-02-23', '天皇誕生日'), ('2027-03-21', '春分の日'), ('2027-03-22', '休日（春分の日の振替）'),
    ('2027-04-29', '昭和の日'), ('2027-05-03', '憲法記念日'), ('2027-05-04', 'みどりの日'),
    ('2027-05-05', 'こどもの日'), ('2027-07-19', '海の日'), ('2027-08-11', '山の日'),
    ('2027-09-20', '敬老の日'), ('2027-09-23', '秋分の日'), ('2027-10-11', 'スポーツの日'),
    ('2027-11-03', '文化の日'), ('2027-11-23', '勤労感謝の日');

-- After the reference data, which is nobody's act.
CREATE TRIGGER holiday_audit AFTER INSERT OR UPDATE OR DELETE ON holiday
    FOR EACH ROW EXECUTE FUNCTION audit_change('day');
