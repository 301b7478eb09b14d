-- Procedural languages and access methods.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE FUNCTION handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION validator(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE LANGUAGE pair_changes HANDLER handler;
CREATE FUNCTION one() RETURNS integer LANGUAGE pair_changes AS 'BEGIN RETURN 1; END';
$pair$ AS before, $pair$
CREATE FUNCTION handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION validator(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE pair_changes HANDLER handler VALIDATOR validator;
CREATE FUNCTION one() RETURNS integer LANGUAGE pair_changes AS 'BEGIN RETURN 1; END';
CREATE ACCESS METHOD pair_gist TYPE INDEX HANDLER gisthandler;
COMMENT ON ACCESS METHOD pair_gist IS 'by another name';
$pair$ AS after,
	$pair$$pair$ AS data, $pair$SELECT pair.one();$pair$ AS query \gset
:pair
