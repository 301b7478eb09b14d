-- aggregates with all of their options
-- @before
-- @after
CREATE FUNCTION add_abs(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 + abs($2)';
CREATE FUNCTION sub_abs(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 - abs($2)';
CREATE AGGREGATE sum_abs(numeric) (SFUNC = add_abs, STYPE = numeric, INITCOND = '0', COMBINEFUNC = numeric_add, PARALLEL = SAFE, MSFUNC = add_abs, MINVFUNC = sub_abs, MSTYPE = numeric, MINITCOND = '0');
CREATE AGGREGATE biggest(integer) (SFUNC = int4larger, STYPE = integer, SORTOP = >);
CREATE AGGREGATE my_percentile(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE VIEW v AS SELECT sum_abs(x) AS s FROM generate_series(-3, 3) x;
COMMENT ON AGGREGATE sum_abs(numeric) IS 'of absolute values';
