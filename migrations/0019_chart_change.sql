-- 推進体制図 kept up to date from the portal. A change of what holds from a day on ends a row the day
-- before and begins another, so that the chart of an earlier day stays as it was; a row that has begun
-- is never rewritten, but for its end, and for a line for what it was checked against.

ALTER TABLE chart_node
    ADD CONSTRAINT chart_node_one_subject CHECK (role_code IS NULL OR body_code IS NULL),
    ADD CONSTRAINT chart_node_label_length CHECK (
        length(array_to_string(label_lines, '')) BETWEEN 1 AND 60 AND length(sub_label) <= 30),
    ADD CONSTRAINT chart_node_inside_drawing CHECK (x >= 10 AND x + width <= 1210),
    ADD CONSTRAINT chart_node_apart EXCLUDE USING gist (
        row_no WITH =, int4range(x, x + width + 20) WITH &&,
        daterange(valid_from, valid_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED;
COMMENT ON CONSTRAINT chart_node_apart ON chart_node IS
    'Boxes of a row stand apart, with room for a line between them.';

ALTER TABLE chart_edge
    ADD COLUMN checked_against text,
    ADD COLUMN checked_on date,
    ADD CONSTRAINT chart_edge_checked CHECK (is_inferred = (checked_against IS NULL)
                                             AND is_inferred = (checked_on IS NULL)),
    ADD CONSTRAINT chart_edge_text_length CHECK (
        length(label) BETWEEN 1 AND 12 AND length(checked_against) BETWEEN 1 AND 60),
    ADD CONSTRAINT chart_edge_two_boxes CHECK (from_code <> to_code),
    ADD CONSTRAINT chart_edge_lane CHECK (
        from_side <> to_side OR from_side NOT IN ('left', 'right') OR lane_x IS NOT NULL),
    ADD CONSTRAINT chart_edge_place CHECK (
        lane_x BETWEEN 0 AND 1220
        AND (from_side IN ('top', 'bottom') OR from_shift BETWEEN -20 AND 20)
        AND (to_side IN ('top', 'bottom') OR to_shift BETWEEN -20 AND 20));
COMMENT ON COLUMN chart_edge.checked_against IS
    'The original in which somebody found this line; NULL: read from the clauses only (is_inferred).';

GRANT INSERT, UPDATE (label_lines, sub_label, role_code, body_code, clause_code, clause_slug, style, x,
                      width, row_no, ord, valid_to, updated_at, updated_by, row_version)
    ON chart_node TO mamori_server;
GRANT INSERT, UPDATE (from_code, to_code, kind, line, label, basis_code, basis_slug, is_inferred,
                      checked_against, checked_on, from_side, to_side, from_shift, to_shift, lane_x, ord,
                      valid_to, updated_at, updated_by, row_version)
    ON chart_edge TO mamori_server;

CREATE FUNCTION chart_keep_begun() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := '{valid_to,is_inferred,checked_against,checked_on,updated_at,updated_by,row_version}';
BEGIN
    PERFORM refuse_if(OLD.valid_from < today() AND to_jsonb(NEW) - free <> to_jsonb(OLD) - free,
                      'chart_keep_begun');
    RETURN NEW;
END $$;
COMMENT ON FUNCTION chart_keep_begun IS
    'What a day before today showed stays; what begins today or later may still be put right.';
CREATE TRIGGER chart_node_keep_begun BEFORE UPDATE ON chart_node
    FOR EACH ROW EXECUTE FUNCTION chart_keep_begun();
CREATE TRIGGER chart_edge_keep_begun BEFORE UPDATE ON chart_edge
    FOR EACH ROW EXECUTE FUNCTION chart_keep_begun();

-- Lines and the boxes at their ends ------------------------------------------------------------------

CREATE FUNCTION chart_box_days(wanted text) RETURNS datemultirange STABLE LANGUAGE sql
    RETURN (SELECT coalesce(range_agg(daterange(valid_from, valid_to, '[]')), '{}')
              FROM chart_node WHERE code = wanted);
COMMENT ON FUNCTION chart_box_days IS 'On which days the box is in the chart.';

-- On the upper and lower side a line leaves between the corners; the other sides are a CHECK's.
CREATE FUNCTION chart_line_off_box(wanted bigint) RETURNS boolean STABLE LANGUAGE sql
    RETURN EXISTS (
        SELECT FROM chart_edge e
          JOIN chart_node n ON daterange(n.valid_from, n.valid_to, '[]')
                               && daterange(e.valid_from, e.valid_to, '[]')
           AND (n.code = e.from_code AND e.from_side IN ('top', 'bottom')
                    AND abs(e.from_shift) > n.width / 2 - 10
                OR n.code = e.to_code AND e.to_side IN ('top', 'bottom')
                    AND abs(e.to_shift) > n.width / 2 - 10)
         WHERE e.id = wanted);
COMMENT ON FUNCTION chart_line_off_box IS 'A line leaves or enters beside one of its boxes.';

CREATE FUNCTION check_chart_edge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT chart_box_days(e.from_code) @> days(e.valid_from, e.valid_to),
                      'chart_edge_from_box'),
            refuse_if(NOT chart_box_days(e.to_code) @> days(e.valid_from, e.valid_to),
                      'chart_edge_to_box'),
            refuse_if(chart_line_off_box(e.id), 'chart_edge_on_box')
       FROM chart_edge e WHERE e.id = NEW.id;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_chart_edge IS 'The boxes at a line''s ends are there on all its days.';
CREATE CONSTRAINT TRIGGER chart_edge_ends AFTER INSERT OR UPDATE ON chart_edge
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_chart_edge();

CREATE FUNCTION check_chart_node() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT chart_box_days(OLD.code) @> days(e.valid_from, e.valid_to),
                      'chart_node_has_lines'),
            refuse_if(chart_line_off_box(e.id), 'chart_node_holds_lines')
       FROM chart_edge e WHERE OLD.code IN (e.from_code, e.to_code);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_chart_node IS 'A box neither ends nor shrinks while lines hang on it.';
CREATE CONSTRAINT TRIGGER chart_node_lines AFTER UPDATE OR DELETE ON chart_node
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_chart_node();
