-- Foreign data wrappers, servers, user mappings and foreign tables.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
CREATE ROLE regress_schemaver_reader;
SELECT $pair$
CREATE FOREIGN DATA WRAPPER regress_schemaver_wrapper OPTIONS (debug 'true', "Odd, one" 'it''s');
CREATE SERVER regress_schemaver_far VERSION '1' FOREIGN DATA WRAPPER regress_schemaver_wrapper OPTIONS (host 'a', port '1');
CREATE SERVER regress_schemaver_type TYPE 'one' FOREIGN DATA WRAPPER regress_schemaver_wrapper;
CREATE USER MAPPING FOR PUBLIC SERVER regress_schemaver_far OPTIONS ("user" 'me', password 'secret');
CREATE USER MAPPING FOR regress_schemaver_reader SERVER regress_schemaver_type;
CREATE FOREIGN TABLE t (id integer OPTIONS (key 'true')) SERVER regress_schemaver_far OPTIONS (file 'x');
CREATE FOREIGN DATA WRAPPER regress_schemaver_valid VALIDATOR pg_catalog.postgresql_fdw_validator;
$pair$ AS before, $pair$
CREATE FOREIGN DATA WRAPPER regress_schemaver_wrapper OPTIONS (debug 'false', more 'a, b');
CREATE FOREIGN DATA WRAPPER regress_schemaver_valid;
CREATE SERVER regress_schemaver_far FOREIGN DATA WRAPPER regress_schemaver_wrapper OPTIONS (host 'b', dbname 'd');
CREATE SERVER regress_schemaver_type TYPE 'two' FOREIGN DATA WRAPPER regress_schemaver_wrapper;
CREATE USER MAPPING FOR PUBLIC SERVER regress_schemaver_far OPTIONS ("user" 'you', password 'other');
CREATE USER MAPPING FOR regress_schemaver_reader SERVER regress_schemaver_type;
CREATE USER MAPPING FOR regress_schemaver_reader SERVER regress_schemaver_far OPTIONS ("user" 'new', password 'hidden');
CREATE FOREIGN TABLE t (id integer OPTIONS (key 'false')) SERVER regress_schemaver_far OPTIONS (file 'y');
COMMENT ON SERVER regress_schemaver_far IS 'elsewhere';
$pair$ AS after, '' AS data,
	$$SELECT usename, umoptions FROM pg_user_mappings WHERE srvname = 'regress_schemaver_far' ORDER BY 1;$$ AS query \gset
:pair
DROP SERVER regress_schemaver_far, regress_schemaver_type CASCADE;
DROP FOREIGN DATA WRAPPER regress_schemaver_wrapper;
DROP FOREIGN DATA WRAPPER regress_schemaver_valid;
DROP ROLE regress_schemaver_reader;
