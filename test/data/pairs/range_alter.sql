-- properties of range types change; columns and functions use one of them
-- @keeps SELECT id FROM t
-- @before
CREATE TYPE fr AS RANGE (subtype = float4);
CREATE TYPE tr AS RANGE (subtype = text);
CREATE TABLE t (id integer, r fr DEFAULT '[1,2)');
CREATE FUNCTION low(fr) RETURNS float8 LANGUAGE sql AS 'SELECT lower($1)::float8';
-- @data
INSERT INTO t VALUES (1);
-- @after
CREATE TYPE fr AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE tr AS RANGE (subtype = text, collation = "C");
CREATE TABLE t (id integer, r fr DEFAULT '[1,2)');
CREATE FUNCTION low(fr) RETURNS float8 LANGUAGE sql AS 'SELECT lower($1)::float8';
