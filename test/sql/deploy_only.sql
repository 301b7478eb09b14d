-- What needs a commit on the way: the hints of schemaver_upgrade(), and what a
-- preflight finds before anything is run
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE TYPE only_mood AS ENUM ('good');
CREATE TABLE only_old (id integer PRIMARY KEY, up integer REFERENCES only_old DEFERRABLE INITIALLY DEFERRED);
CREATE FUNCTION only_text(text) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE VIEW findings AS SELECT severity, subject, revision, finding, hint FROM schemaver_preflight();
SET client_min_messages = warning;
\pset format unaligned
\pset fieldsep '\n  '
\pset tuples_only

-- ----------
-- Labels
-- ----------
SELECT schemaver_revision('add', rev_id => 'l1', upgrade => 'ALTER TYPE only_mood ADD VALUE ''bad''', downgrade => '');
SELECT schemaver_revision('use', rev_id => 'l2', upgrade => 'CREATE TABLE only_a (mood only_mood DEFAULT ''bad'')', downgrade => 'DROP TABLE only_a');
SELECT * FROM findings;
SELECT schemaver_upgrade();
CALL schemaver_deploy();
SELECT * FROM findings;

SELECT schemaver_revision('both', rev_id => 'l3',
	upgrade => 'ALTER TYPE only_mood ADD VALUE ''worse''; SELECT 1; DO $$ BEGIN INSERT INTO only_a VALUES (''worse''); END $$');
SELECT * FROM findings;
\set VERBOSITY sqlstate
CALL schemaver_deploy();
\set VERBOSITY default
CALL schemaver_deploy();
-- another label, an identifier, or a comment is none of it
SELECT schemaver_edit('l3', upgrade => 'ALTER TYPE only_mood ADD VALUE ''worse''; SELECT only_text(''Worse'') AS worse -- ''worse''', downgrade => '');
SELECT * FROM findings;
CALL schemaver_deploy();

-- ----------
-- Deferred constraints
-- ----------
SELECT schemaver_revision('create', rev_id => 'd1',
	upgrade => 'CREATE TABLE only_p (id integer PRIMARY KEY); INSERT INTO only_p VALUES (1);
		CREATE TABLE only_c (p integer REFERENCES only_p DEFERRABLE INITIALLY DEFERRED)', downgrade => 'DROP TABLE only_c, only_p');
SELECT schemaver_revision('write', rev_id => 'd2', upgrade => 'INSERT INTO only_c VALUES (1)', downgrade => '');
SELECT schemaver_revision('alter', rev_id => 'd3', upgrade => 'ALTER TABLE only_c ALTER p SET NOT NULL', downgrade => '');
SELECT * FROM findings;
SELECT schemaver_upgrade();
CALL schemaver_deploy();
SELECT schemaver_revision('both', rev_id => 'd4', upgrade => 'INSERT INTO only_old VALUES (1, 1); CREATE INDEX ON only_old (up)', downgrade => '');
SELECT * FROM findings;
SELECT schemaver_upgrade();
SELECT schemaver_edit('d4', upgrade => 'INSERT INTO only_old VALUES (1, 1); SET CONSTRAINTS ALL IMMEDIATE; CREATE INDEX ON only_old (up)');
SELECT * FROM findings;
SELECT schemaver_upgrade();

-- ----------
-- A block that commits
-- ----------
SELECT schemaver_revision('commits', rev_id => 'c1', upgrade => 'DO $$ BEGIN CREATE TABLE only_d (); COMMIT; END $$', downgrade => 'DROP TABLE only_d');
SELECT * FROM findings;
SELECT schemaver_upgrade();
CALL schemaver_deploy();
SELECT schemaver_edit('c1', transactional => false);
SELECT * FROM findings;
CALL schemaver_deploy();
SELECT to_regclass('only_d');
-- a word is not enough
SELECT schemaver_revision('words', rev_id => 'c2', upgrade => 'DO $$ DECLARE commit int = 1; BEGIN RAISE NOTICE ''begin commit; %'', commit; END $$', downgrade => '');
SELECT * FROM findings;

DROP VIEW findings;
DROP FUNCTION only_text(text);
DROP TABLE only_a, only_c, only_p, only_old, only_d;
DROP TYPE only_mood;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
