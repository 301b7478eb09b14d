-- A dry run names what is lost
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
CREATE SCHEMA loss;
SET search_path = loss, public;
CREATE TABLE users (id integer PRIMARY KEY, email text, "Empty" text, note text);
INSERT INTO users SELECT g, 'a@b', NULL, CASE WHEN g > 900 THEN 'x' END FROM generate_series(1, 1000) g;
CREATE TABLE old (id integer, user_id integer REFERENCES users ON DELETE CASCADE);
INSERT INTO old SELECT g, g FROM generate_series(1, 250) g;
CREATE TABLE kept (id integer);
INSERT INTO kept SELECT generate_series(1, 10);
CREATE TABLE empty (id integer);
CREATE TABLE part (id integer, value text) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (100);
INSERT INTO part SELECT g, g FROM generate_series(1, 20) g;
CREATE MATERIALIZED VIEW computed AS SELECT * FROM kept;
CREATE VIEW effects AS SELECT revision, outcome, changed, dropped, destroyed FROM schemaver_dry_run();
\pset format unaligned
\pset fieldsep '\n  '
\pset tuples_only
SET client_min_messages = warning;

-- dropped columns and tables, and what goes along with them
SELECT schemaver_revision('drop', rev_id => 'l1', upgrade => '
	ALTER TABLE loss.users DROP COLUMN email, DROP COLUMN "Empty";
	ALTER TABLE loss.part DROP COLUMN value;
	DROP TABLE loss.old, loss.empty;
	DROP MATERIALIZED VIEW loss.computed');
SELECT * FROM effects;

-- with a schema, and a type
SELECT schemaver_edit('l1', upgrade => 'DROP SCHEMA loss CASCADE');
SELECT destroyed FROM effects;
CREATE TYPE mood AS ENUM ('good');
CREATE TABLE typed (id integer, mood mood);
INSERT INTO typed VALUES (1, 'good'), (2, NULL);
SELECT schemaver_edit('l1', upgrade => 'DROP TYPE loss.mood CASCADE');
SELECT dropped, destroyed FROM effects;

-- rows: deleted, also by a cascade or a function; truncated
SELECT schemaver_edit('l1', upgrade => '
	DELETE FROM loss.users WHERE id <= 10;
	TRUNCATE loss.kept;
	TRUNCATE loss.empty;
	UPDATE loss.part SET value = NULL');
SELECT * FROM effects;
SELECT schemaver_edit('l1', upgrade => 'DO $$ BEGIN DELETE FROM loss.kept WHERE id > 3; END $$');
SELECT * FROM effects;

-- a key is rebuilt, not dropped; what is rewritten keeps its rows
SELECT schemaver_edit('l1', upgrade => '
	ALTER TABLE loss.old DROP CONSTRAINT old_user_id_fkey;
	CREATE INDEX note ON loss.users (note);
	ALTER TABLE loss.users ALTER id TYPE bigint, ALTER note TYPE varchar(10)');
SELECT * FROM effects;

-- what the run has made itself is no loss, nor what it has moved elsewhere
SELECT schemaver_edit('l1', upgrade => '
	CREATE TABLE loss.new (id integer, a integer); INSERT INTO loss.new VALUES (1, 1);
	ALTER TABLE loss.new DROP a; DELETE FROM loss.new; DROP TABLE loss.new;
	ALTER TABLE loss.users RENAME TO people');
SELECT schemaver_revision('second', rev_id => 'l2', upgrade => 'ALTER TABLE loss.people DROP note; DELETE FROM loss.kept');
SELECT * FROM effects;

-- what the caller may not count, and what takes long, is an estimate
CREATE ROLE regress_schemaver_loss;
GRANT USAGE, CREATE ON SCHEMA loss TO regress_schemaver_loss;
GRANT USAGE ON SCHEMA schemaver TO regress_schemaver_loss;
GRANT ALL ON ALL TABLES IN SCHEMA schemaver TO regress_schemaver_loss;
ALTER TABLE kept OWNER TO regress_schemaver_loss;
ANALYZE kept;
REVOKE SELECT ON kept FROM regress_schemaver_loss;
SELECT schemaver_remove('l2');
SELECT schemaver_edit('l1', upgrade => 'DROP TABLE loss.kept CASCADE');
SET ROLE regress_schemaver_loss;
SELECT outcome, destroyed FROM schemaver_dry_run();
RESET ROLE;

-- a preflight warns of what it can see in the statements
ANALYZE users;
SELECT schemaver_edit('l1', upgrade => '
	ALTER TABLE loss.users ADD x integer, DROP COLUMN email, DROP COLUMN IF EXISTS nothing;
	DROP TABLE loss.empty, loss.nothing;
	TRUNCATE loss.kept;
	ALTER TABLE loss.part DROP value;
	DELETE FROM loss.old;
	DELETE FROM loss.old WHERE id = 1;
	DROP TABLE loss.part', downgrade => '');
SELECT severity, finding, hint, detail ~ 'The table has (about [0-9]+ rows|[0-9]+ (kB|bytes))' AS tells FROM schemaver_preflight();
SELECT schemaver_edit('l1', upgrade => 'DROP SCHEMA loss CASCADE');
SELECT severity, finding FROM schemaver_preflight();

-- nothing has happened
SELECT count(*), count(email) FROM users;
SELECT count(*) FROM kept;

RESET search_path;
DROP SCHEMA loss CASCADE;
DROP OWNED BY regress_schemaver_loss;
DROP ROLE regress_schemaver_loss;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
