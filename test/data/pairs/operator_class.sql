-- an operator class with a family, and an index that uses it
-- @superuser
-- @before
CREATE FUNCTION cmp_abs(integer, integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT btint4cmp(abs($1), abs($2))';
CREATE FUNCTION lt_abs(integer, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT abs($1) < abs($2)';
CREATE FUNCTION eq_abs(integer, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT abs($1) = abs($2)';
CREATE FUNCTION gt_abs(integer, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT abs($1) > abs($2)';
CREATE OPERATOR |< (FUNCTION = lt_abs, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR |= (FUNCTION = eq_abs, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR |> (FUNCTION = gt_abs, LEFTARG = integer, RIGHTARG = integer);
CREATE TABLE t (a integer);
-- @after
CREATE FUNCTION cmp_abs(integer, integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT btint4cmp(abs($1), abs($2))';
CREATE FUNCTION lt_abs(integer, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT abs($1) < abs($2)';
CREATE FUNCTION eq_abs(integer, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT abs($1) = abs($2)';
CREATE FUNCTION gt_abs(integer, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT abs($1) > abs($2)';
CREATE OPERATOR |< (FUNCTION = lt_abs, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR |= (FUNCTION = eq_abs, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR |> (FUNCTION = gt_abs, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR FAMILY abs_family USING btree;
CREATE OPERATOR CLASS abs_ops FOR TYPE integer USING btree FAMILY abs_family AS OPERATOR 1 |<, OPERATOR 3 |=, OPERATOR 5 |>, FUNCTION 1 cmp_abs(integer, integer);
CREATE TABLE t (a integer);
CREATE INDEX t_abs ON t (a abs_ops);
COMMENT ON OPERATOR CLASS abs_ops USING btree IS 'by size';
COMMENT ON OPERATOR FAMILY abs_family USING btree IS 'sizes';
