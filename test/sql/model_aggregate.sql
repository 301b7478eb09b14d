-- Aggregates.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE AGGREGATE total(integer) (SFUNC = int4_sum, STYPE = bigint);
CREATE AGGREGATE many(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE gone(text) (SFUNC = textcat, STYPE = text);
CREATE VIEW v AS SELECT total(1);
$pair$ AS before, $pair$
CREATE AGGREGATE total(integer) (SFUNC = int4_sum, STYPE = bigint, INITCOND = '0', PARALLEL = SAFE);
CREATE AGGREGATE many("any") (SFUNC = int8inc_any, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE half(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
	FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = SHAREABLE);
COMMENT ON AGGREGATE half(float8 ORDER BY anyelement) IS 'ordered';
CREATE VIEW v AS SELECT total(1);
$pair$ AS after,
	$pair$$pair$ AS data, $pair$$pair$ AS query \gset
:pair
