-- a function that must be made anew is in use in extended statistics
-- @since 14
-- @before
CREATE FUNCTION clean(x text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower(x)';
CREATE TABLE t (a text, b text);
CREATE STATISTICS st ON (clean(a)), b FROM t;
-- @after
CREATE FUNCTION clean(input text) RETURNS text IMMUTABLE STRICT LANGUAGE sql AS 'SELECT lower(input)';
CREATE TABLE t (a text, b text);
CREATE STATISTICS st ON (clean(a)), b FROM t;
