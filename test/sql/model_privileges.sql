-- Owners and privileges, when the model declares them.
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE ROLE regress_schemaver_super SUPERUSER;
SET SESSION AUTHORIZATION regress_schemaver_super;
CREATE ROLE regress_schemaver_owner;
CREATE ROLE regress_schemaver_reader;
CREATE ROLE "regress_schemaver ""Odd""";
SELECT $model$
CREATE SCHEMA pair;
ALTER DEFAULT PRIVILEGES IN SCHEMA pair GRANT SELECT ON TABLES TO regress_schemaver_reader;
CREATE TABLE pair.t (id serial, a text, b text);
CREATE SEQUENCE pair.s;
CREATE FUNCTION pair.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE pair.e AS ENUM ('a');
GRANT SELECT (a), UPDATE (a) ON pair.t TO "regress_schemaver ""Odd""";
GRANT SELECT ON pair.t TO "regress_schemaver ""Odd""";
REVOKE ALL ON pair.t FROM regress_schemaver_reader;
$model$ AS before, $model$
CREATE SCHEMA pair;
GRANT USAGE ON SCHEMA pair TO PUBLIC;
CREATE TABLE pair.t (id serial, a text, b text);
CREATE TABLE pair.new (id integer);
CREATE SEQUENCE pair.s;
CREATE FUNCTION pair.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION pair.new() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE pair.e AS ENUM ('a');
ALTER TABLE pair.t OWNER TO regress_schemaver_owner;
ALTER TABLE pair.new OWNER TO regress_schemaver_owner;
GRANT SELECT (a), UPDATE (a) ON pair.t TO "regress_schemaver ""Odd""";
GRANT INSERT, DELETE ON pair.t TO regress_schemaver_reader WITH GRANT OPTION;
SET ROLE regress_schemaver_reader;
GRANT INSERT ON pair.t TO PUBLIC;
RESET ROLE;
REVOKE TRUNCATE ON pair.t FROM regress_schemaver_owner;
REVOKE ALL ON FUNCTION pair.new() FROM PUBLIC;
REVOKE ALL ON TYPE pair.e FROM PUBLIC;
GRANT USAGE ON SEQUENCE pair.s TO "regress_schemaver ""Odd""";
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_schemaver_owner IN SCHEMA pair GRANT ALL ON SEQUENCES TO PUBLIC;
$model$ AS after \gset
:before
SELECT schemaver_model(:'after', privileges => true);
SELECT concat('-- ', action, ' ', kind, E'\n', upgrade) FROM schemaver_diff();
SELECT schemaver_revision('there', autogenerate => true, rev_id => 'there');
SELECT schemaver_upgrade();
SELECT 'left: ' || identity FROM schemaver_diff();
SELECT schemaver_downgrade('base');
SELECT schemaver_model(:'before', privileges => true);
SELECT 'left: ' || identity FROM schemaver_diff();

-- not declared, they are kept, also when objects are recreated
SELECT schemaver_model('CREATE SCHEMA pair;
	CREATE TABLE pair.t (id serial, a text, b text);
	CREATE SEQUENCE pair.s;
	CREATE FUNCTION pair.f() RETURNS bigint LANGUAGE sql AS ''SELECT 1'';
	CREATE TYPE pair.e AS ENUM (''a'');');
ALTER FUNCTION pair.f() OWNER TO regress_schemaver_owner;
REVOKE ALL ON FUNCTION pair.f() FROM PUBLIC;
SELECT concat('-- ', action, ' ', kind, E'\n', upgrade) FROM schemaver_diff();

-- a role that is no superuser takes back default privileges of its own
DO 'BEGIN EXECUTE format(''GRANT CREATE ON DATABASE %I TO regress_schemaver_owner'', current_database()); END';
GRANT USAGE ON SCHEMA schemaver TO regress_schemaver_owner;
GRANT ALL ON ALL TABLES IN SCHEMA schemaver TO regress_schemaver_owner;
SET ROLE regress_schemaver_owner;
CREATE SCHEMA mine;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO regress_schemaver_reader;
SELECT schemaver_model('CREATE SCHEMA mine; CREATE TABLE mine.t (a integer);', schemas => '{mine}', privileges => true);
SELECT concat('-- ', action, ' ', kind, E'\n', upgrade) FROM schemaver_diff();
DROP SCHEMA mine;
RESET ROLE;

DROP SCHEMA pair CASCADE;
DROP OWNED BY regress_schemaver_owner;
DROP ROLE regress_schemaver_owner;
DROP ROLE regress_schemaver_reader;
DROP ROLE "regress_schemaver ""Odd""";
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
RESET SESSION AUTHORIZATION;
DROP OWNED BY regress_schemaver_super;
DROP ROLE regress_schemaver_super;
