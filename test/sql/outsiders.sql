-- What is not compared and stands in the way of an upgrade is told when that is
-- written
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA app;
CREATE SCHEMA "Reports";
CREATE TYPE app.mood AS ENUM ('sad');
CREATE TYPE app.pair AS (a int, b int);
CREATE FUNCTION app.next() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE app.t (id int PRIMARY KEY, other int UNIQUE, plain int, m app.mood);
CREATE TABLE app.gone (id int PRIMARY KEY);
-- what goes along with a table that is dropped is nothing else
CREATE TABLE app.parent (id int CHECK (id > 0));
CREATE TABLE app.child () INHERITS (app.parent);
CREATE VIEW app.ignored AS SELECT plain FROM app.t;
CREATE TABLE "Reports".r (t int REFERENCES app.t, other int REFERENCES app.t (other), g int REFERENCES app.gone,
	n int DEFAULT app.next(), row app.gone, rows app.gone[], pairs app.pair[]);
CREATE VIEW "Reports".v AS SELECT id FROM app.t;
CREATE VIEW "Reports".unharmed AS SELECT m FROM app.t;
CREATE MATERIALIZED VIEW "Reports".w AS SELECT id FROM app.gone;
INSERT INTO schemaver.ignore (kind, pattern) VALUES ('view', 'app.ignored');
SELECT schemaver_model($$
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('sad');
CREATE TABLE app.t (id bigint PRIMARY KEY, other int, plain bigint, m app.mood);
$$, schemas => '{app}');
SELECT schemaver_revision('fails', autogenerate => true, rev_id => 'fails');
SELECT count(*) FROM schemaver_diff();
SELECT schemaver_upgrade();
-- without these objects there is no warning, and no failure
DROP SCHEMA "Reports" CASCADE;
DROP VIEW app.ignored;
DELETE FROM schemaver.ignore;
SELECT schemaver_upgrade();
SELECT count(*) FROM schemaver_diff();
DROP SCHEMA app CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
