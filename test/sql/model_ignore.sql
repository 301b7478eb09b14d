-- schemaver.ignore: what is neither compared nor said to be there
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.ignore;
CREATE SCHEMA ignored;
SET search_path = ignored, public;
CREATE TABLE app (id integer, name text);
CREATE INDEX app_tmp_idx ON app (name);
CREATE TABLE tmp_load (id serial PRIMARY KEY, app_id integer, payload text NOT NULL DEFAULT 'x' CHECK (payload <> ''));
CREATE INDEX ON tmp_load (payload);
CREATE TRIGGER tmp_trigger BEFORE UPDATE ON tmp_load FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE FUNCTION tmp_function() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW spatial AS SELECT 1 AS one;
COMMENT ON VIEW spatial IS 'not ours';
CREATE TABLE "Odd_%" (id integer);
SELECT schemaver_model('CREATE TABLE app (id integer, name text)');
SELECT kind, identity, action FROM schemaver_diff();

-- by a pattern for any kind: with all that is in it
INSERT INTO schemaver.ignore (pattern) VALUES ('ignored.tmp\_%');
SELECT kind, identity, action FROM schemaver_diff();

-- by kind
INSERT INTO schemaver.ignore VALUES ('view', 'ignored.%');
SELECT kind, identity, action FROM schemaver_diff();
INSERT INTO schemaver.ignore VALUES ('table', 'ignored.app\_tmp\_idx');
SELECT kind, identity, action FROM schemaver_diff();
INSERT INTO schemaver.ignore VALUES ('index', '%\_tmp\_idx');
SELECT kind, identity, action FROM schemaver_diff();
-- names are quoted as everywhere
INSERT INTO schemaver.ignore VALUES ('table', 'ignored."Odd\_\%"');
SELECT kind, identity, action FROM schemaver_diff();
SELECT schemaver_check();

-- what the model declares is ignored as well
SELECT schemaver_model('CREATE TABLE app (id integer, name text);
CREATE TABLE tmp_other (id integer PRIMARY KEY);
CREATE VIEW another AS SELECT * FROM app');
SELECT schemaver_check();
SELECT schemaver_revision('nothing', autogenerate => true) IS NULL AS nothing;

-- what depends on something that is ignored can be declared
SELECT schemaver_model('CREATE TABLE app (id integer, name text);
CREATE TABLE tmp_load (id integer PRIMARY KEY);
CREATE TABLE child (load_id integer REFERENCES tmp_load)');
SELECT kind, identity, upgrade FROM schemaver_diff();

-- nor do dumps contain it; schemas are compared under the name of the first one
SELECT schemaver_dump('{ignored}');
CREATE SCHEMA ignored2;
SELECT kind, identity, action FROM schemaver_diff('ignored', 'ignored2');
SELECT kind, identity, action FROM schemaver_diff('ignored2', 'ignored');

-- and it all comes back
DELETE FROM schemaver.ignore WHERE kind <> '*';
SELECT schemaver_model('CREATE TABLE app (id integer, name text)');
SELECT kind, identity, action FROM schemaver_diff();
TRUNCATE schemaver.ignore;
SELECT count(*) FROM schemaver_diff();

-- a whole kind, a column, a schema; rows that cannot be
INSERT INTO schemaver.ignore VALUES ('*', '%');
SELECT schemaver_check();
TRUNCATE schemaver.ignore;
INSERT INTO schemaver.ignore VALUES ('column', 'ignored.app.name'), ('index', '%'), ('view', '%'), ('function', '%'), ('sequence', '%'), ('table', 'ignored.tmp%'), ('table', '%Odd%');
SELECT schemaver_model('CREATE TABLE app (id integer)');
SELECT kind, identity, action FROM schemaver_diff();
INSERT INTO schemaver.ignore VALUES (NULL, 'x');
INSERT INTO schemaver.ignore VALUES ('table', NULL);
INSERT INTO schemaver.ignore VALUES ('index', '%');
INSERT INTO schemaver.ignore VALUES ('tabel', 'ignored.app');
INSERT INTO schemaver.ignore VALUES ('table', 'ends with \');
SELECT schemaver_check();

-- the default of a column goes with it
CREATE SCHEMA ignored3;
CREATE TABLE ignored3.t (id integer, hidden integer DEFAULT 3 CHECK (hidden > 0));
INSERT INTO schemaver.ignore VALUES ('column', 'ignored3.t.hidden'), ('constraint', 'ignored3.t.t_hidden_check');
SELECT schemaver_dump('{ignored3}');

RESET search_path;
DROP SCHEMA ignored, ignored2, ignored3 CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.ignore;
