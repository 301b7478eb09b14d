-- A model that was declared by another role has no more rights than that role
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
\set VERBOSITY terse
CREATE ROLE regress_declarer;
CREATE ROLE regress_stranger;
SELECT current_database() AS db, current_user AS superuser \gset
GRANT CREATE ON DATABASE :db TO regress_declarer, regress_stranger;
GRANT USAGE ON SCHEMA schemaver TO regress_declarer, regress_stranger;
GRANT SELECT ON ALL TABLES IN SCHEMA schemaver TO regress_declarer, regress_stranger;
GRANT INSERT, UPDATE, DELETE ON schemaver.model TO regress_declarer;
CREATE SCHEMA declared AUTHORIZATION regress_declarer;
SELECT $$
CREATE TABLE declared.t (id integer);
DO 'BEGIN RAISE NOTICE $n$runs as %$n$, CASE current_user WHEN session_user THEN $n$the superuser$n$ ELSE current_user END; END';
$$ AS model \gset
CREATE VIEW who AS SELECT CASE runs_as WHEN :'superuser' THEN 'superuser' ELSE runs_as END FROM schemaver.model;
GRANT SELECT ON who TO PUBLIC;

-- ----------
-- The owner of the schema declares it, a superuser tries it out again
-- ----------
SET ROLE regress_declarer;
SELECT schemaver_model(:'model', '{declared}');
SELECT * FROM who;
RESET ROLE;
UPDATE schemaver.model SET ddl = ddl || ' ';
SELECT action, kind, identity FROM schemaver_diff();
SELECT * FROM who;
-- what the owner may not do is not done
SET ROLE regress_declarer;
UPDATE schemaver.model SET ddl = ddl || 'COPY (SELECT 1) TO PROGRAM ''true'';';
RESET ROLE;
\set VERBOSITY sqlstate
SELECT schemaver_check();
SELECT schemaver_revision('stolen', autogenerate => true);
\set VERBOSITY terse
-- and a role with no more rights does not gain any
CREATE SCHEMA foreign_schema;
SET ROLE regress_declarer;
UPDATE schemaver.model SET ddl = 'CREATE TABLE foreign_schema.t (id integer)', schemas = '{foreign_schema}';
RESET ROLE;
SELECT schemaver_diff();
DROP SCHEMA foreign_schema;

-- ----------
-- The column has the right role
-- ----------
SET ROLE regress_declarer;
UPDATE schemaver.model SET runs_as = :'superuser', ddl = :'model', schemas = '{declared}';
SELECT * FROM who;
DELETE FROM schemaver.model;
INSERT INTO schemaver.model (ddl, schemas, privileges, search_path, settings, runs_as)
	VALUES (:'model', '{declared}', false, 'public', '{}', :'superuser');
SELECT * FROM who;
UPDATE schemaver.model SET runs_as = 'nobody of this name';
SELECT * FROM who;
RESET ROLE;
SELECT action, kind, identity FROM schemaver_diff();
-- a superuser's is one, until another role writes it
SELECT schemaver_model(:'model', '{declared}') \g /dev/null
SELECT * FROM who;
SET ROLE regress_declarer;
UPDATE schemaver.model SET ddl = ddl || ' ';
SELECT * FROM who;
RESET ROLE;
-- a role that may act as the named one keeps it, as restoring a dump does
UPDATE schemaver.model SET ddl = ddl || ' ';
SELECT * FROM who;
UPDATE schemaver.model SET runs_as = 'nobody of this name';
SELECT * FROM who;
SELECT schemaver_check();

-- ----------
-- A role that cannot act as the declarer, nor the declarer as it
-- ----------
SET ROLE regress_declarer;
SELECT schemaver_model(:'model', '{declared}') \g /dev/null
UPDATE schemaver.model SET ddl = ddl || ' ';
SET ROLE regress_stranger;
SELECT schemaver_diff();
RESET ROLE;
GRANT regress_declarer TO regress_stranger;
SET ROLE regress_stranger;
SELECT action, kind, identity FROM schemaver_diff();
RESET ROLE;

-- scripts that this role could not run on a copy are not tried, and that is said
CREATE FUNCTION declared.f(integer) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'int4abs';
SELECT FROM schemaver_revision('untried', autogenerate => true);
DROP FUNCTION declared.f(integer);

-- the trigger is for tables with such a column
CREATE TABLE odd (runs_as integer);
CREATE TRIGGER t BEFORE INSERT ON odd FOR EACH ROW EXECUTE FUNCTION schemaver_set_runs_as();
INSERT INTO odd VALUES (1);
DROP TABLE odd;
CREATE TABLE odd (id integer, runs_as text);
CREATE TRIGGER t AFTER INSERT ON odd FOR EACH ROW EXECUTE FUNCTION schemaver_set_runs_as();
INSERT INTO odd VALUES (1);
DROP TABLE odd;

DROP VIEW who;
DROP SCHEMA declared CASCADE;
REVOKE ALL ON DATABASE :db FROM regress_declarer, regress_stranger;
DROP OWNED BY regress_declarer, regress_stranger;
DROP ROLE regress_declarer, regress_stranger;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
