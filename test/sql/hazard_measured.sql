-- What the trial of a revision sees completes and corrects its hazards.
SET client_min_messages = warning;
SET timezone = 'UTC';
SET schemaver.check_hazards = off;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore;
CREATE SCHEMA app;
CREATE TABLE app.t (id integer PRIMARY KEY, "a(" varchar(10), at timestamp, n integer, CHECK (n > 0));
CREATE INDEX i ON app.t ("a(");
CREATE FUNCTION app.few() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN (SELECT count(*) FROM app.t); END';
\set function 'CREATE SCHEMA app; CREATE FUNCTION app.few() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS ''BEGIN RETURN (SELECT count(*) FROM app.t); END'';'

-- An index of a new table: when it is built, a function that it uses reads
-- another one.  An index that seems to have an expression is not built.
SELECT schemaver_model(:'function' || $$
	CREATE TABLE app.t (id integer PRIMARY KEY, "a(" varchar(20), at timestamp, n integer, CHECK (n > 0));
	CREATE INDEX i ON app.t ("a(");
	CREATE TABLE app.u (a integer);
	CREATE INDEX j ON app.u ((a + app.few()));
$$, schemas => '{app}');
SELECT kind, identity, hazard_code FROM schemaver_diff();
BEGIN;
SELECT schemaver_revision('measured', autogenerate => true, rev_id => 'measured');
SELECT upgrade FROM schemaver_show('measured');
ROLLBACK;

-- Without a trial nothing is measured
BEGIN;
SET LOCAL schemaver.prove_scripts = off;
SELECT schemaver_revision('told', autogenerate => true, rev_id => 'told');
SELECT upgrade FROM schemaver_show('told');
ROLLBACK;

-- For tests: what was not told is an error
SET schemaver.check_hazards = on;
SELECT schemaver_revision('checked', autogenerate => true);
SET schemaver.check_hazards = off;

-- Here the trial rewrites nothing, but in another time zone the server will
SELECT schemaver_model(:'function' || $$
	CREATE TABLE app.t (id integer PRIMARY KEY, "a(" varchar(10), at timestamptz, n integer, CHECK (n > 0));
	CREATE INDEX i ON app.t ("a(");
$$, schemas => '{app}');
SELECT schemaver_revision('elsewhere', autogenerate => true, rev_id => 'elsewhere');
SELECT upgrade, downgrade FROM schemaver_show('elsewhere') \gx

DELETE FROM schemaver.model;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
DROP SCHEMA app CASCADE;
