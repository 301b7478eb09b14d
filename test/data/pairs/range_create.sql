-- range types, one with everything
-- @before
-- @after
CREATE FUNCTION time_diff(x time, y time) RETURNS float8 LANGUAGE sql STRICT IMMUTABLE AS 'SELECT extract(epoch FROM (x - y))::float8';
CREATE TYPE timerange AS RANGE (subtype = time, subtype_diff = time_diff);
CREATE TYPE textrange AS RANGE (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
CREATE TABLE shifts (id integer, during timerange, EXCLUDE USING gist (during WITH &&));
