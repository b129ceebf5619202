-- Some of what the secretariat decides is a choice: a rule is on or off, an order is one of two. The choices stand in the
-- program's table of settings, as lines of code=words; what was chosen is stored as its code.

CREATE FUNCTION setting_words(value text, choices text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce((SELECT split_part(line, '=', 2) FROM string_to_table(choices, E'\n') AS line
                      WHERE split_part(line, '=', 1) = value), value);
COMMENT ON FUNCTION setting_words IS
    'The words of a choice, of which each stands on a line as code=words; a value that is none, as it is.';
