-- An instant as a message of a statement says it, in the words of the formatters `moment` and `time` of the pages
-- (server/view/formatter.c; a test holds one against the other). Whatever is no page's own column, such as who was
-- faster and when, says it by these.

CREATE FUNCTION moment_text(moment timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN to_char(moment AT TIME ZONE 'Asia/Tokyo', 'FMYYYY"年"FMMM"月"FMDD"日 "FMHH24"時"MI"分"');
COMMENT ON FUNCTION moment_text IS '2026年11月22日 9時02分.';

CREATE FUNCTION time_text(moment timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN to_char(moment AT TIME ZONE 'Asia/Tokyo', 'FMHH24"時"MI"分"');
COMMENT ON FUNCTION time_text IS '9時02分.';
