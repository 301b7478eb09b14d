-- What was changed without a revision.
SET client_min_messages = warning;
-- in a database that has nothing else
\set was :DBNAME
CREATE DATABASE regress_drift;
\c regress_drift
SET client_min_messages = warning;
CREATE EXTENSION schemaver;
\set VERBOSITY terse

-- nothing is known yet
SELECT * FROM schemaver_drift();
SELECT * FROM schemaver_undo_drift();
SELECT schemaver_record('too early');

SELECT schemaver_revision('first', 'CREATE TABLE t (id integer PRIMARY KEY, amount integer, note text);
CREATE TABLE log (day date) PARTITION BY RANGE (day)', 'DROP TABLE t, log', rev_id => 'first');
SELECT * FROM schemaver_upgrade();

-- from now on the transactions of others are
SELECT * FROM schemaver_drift();
SELECT drift FROM schemaver_status();
CREATE VIEW v AS SELECT id FROM t;
ALTER TABLE t ALTER note SET DEFAULT 'x';
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TEMP TABLE passing (i integer);
SELECT kind, identity, action, before, after, transaction_id IS NOT NULL AS "by whom", seen_by FROM schemaver_drift();
SELECT kind, identity, action FROM schemaver_drift(partitions => true);
SELECT kind, identity, action FROM schemaver_drift(schemas => '{none}');
SELECT schemaver_record('not known what it was');

-- what the revisions make tells what it was
SELECT kind, identity, action, upgrade IS NOT NULL AS up, downgrade, seen_by FROM schemaver_drift(replay => true);
SELECT schemaver_record('by hand', replay => true, rev_id => 'second');
SELECT downgrade FROM schemaver.revision WHERE revision = 'second';
SELECT operation, revision, message FROM schemaver.log ORDER BY id;
SELECT * FROM schemaver_drift();
SELECT drift FROM schemaver_status();

-- facts are stored now; a run stores them again only if it is asked to
ALTER TABLE t RENAME amount TO price;
SELECT kind, identity, action, before, after, seen_by FROM schemaver_drift();
SELECT drift FROM schemaver_status();
SELECT kind, identity, action, script FROM schemaver_undo_drift();
SELECT kind, identity, action FROM schemaver_drift();
SELECT kind, identity, action, script FROM schemaver_undo_drift(dry_run => false);
SELECT * FROM schemaver_drift();
SELECT schemaver_revision('third', 'CREATE TABLE third (i integer)', 'DROP TABLE third', rev_id => 'third');
SELECT * FROM schemaver_upgrade();
SELECT drift FROM schemaver_status();
\set VERBOSITY default
SET client_min_messages = notice;
SELECT * FROM schemaver_drift();
SELECT * FROM schemaver_undo_drift();
SET client_min_messages = warning;
\set VERBOSITY terse
SELECT schemaver_track();
SELECT drift FROM schemaver_status();

-- a run looks first, and what it finds does not become its own
SET schemaver.track = facts;
SELECT schemaver_revision('fourth', 'ALTER TABLE third ADD COLUMN j integer', 'ALTER TABLE third DROP COLUMN j', rev_id => 'fourth');
CREATE INDEX at_night ON t (note);
ALTER TABLE third ADD COLUMN odd integer;
DROP VIEW v;
SELECT schemaver_revision('not now', '', rev_id => 'pending', head => '{third}', splice => true);
SET schemaver.drift = error;
\set VERBOSITY default
SELECT * FROM schemaver_upgrade('fourth');
CALL schemaver_deploy('fourth');
\set VERBOSITY terse
SELECT severity, subject, finding, detail FROM schemaver_preflight('fourth') WHERE subject = 'drift';
SET schemaver.drift = warn;
SELECT severity, finding FROM schemaver_preflight('fourth') WHERE subject = 'drift';
SELECT * FROM schemaver_upgrade('fourth');
SET schemaver.drift = off;
SELECT severity, finding FROM schemaver_preflight('pending') WHERE subject = 'drift';
SELECT kind, identity, action FROM schemaver_drift();
CALL schemaver_deploy('pending');
SELECT kind, identity, action FROM schemaver_drift();

-- recorded where the database is
SELECT schemaver_revision('later', 'CREATE TABLE later ()', 'DROP TABLE later', rev_id => 'later', head => '{fourth}');
\set VERBOSITY default
SELECT schemaver_record('what was done at night', head => '{later}');
\set VERBOSITY terse
SELECT schemaver_record('what was done at night', head => '{fourth}', splice => true, rev_id => 'night');
SELECT * FROM schemaver_drift();
SELECT revision, verdict FROM schemaver_verify('fourth:night');

-- a deploy commits on its way, and all of it is ours
SELECT schemaver_revision('concurrent', 'CREATE INDEX CONCURRENTLY later_i ON third (i); DROP INDEX CONCURRENTLY at_night', NULL, rev_id => 'concurrent', head => '{later}', transactional => false);
CALL schemaver_deploy('concurrent');
SELECT * FROM schemaver_drift();
DELETE FROM schemaver.tracked;
SELECT kind, identity, action FROM schemaver_drift() WHERE identity NOT IN ('public.t.note', 'public.third.odd', 'public.v');

-- so is what is done below a savepoint
SET schemaver.track = off;
SELECT schemaver_revision('below', $script$DO $$ BEGIN BEGIN CREATE TABLE below (); EXCEPTION WHEN others THEN NULL; END; END $$$script$, NULL, rev_id => 'below', head => '{concurrent}');
BEGIN;
SAVEPOINT one;
SELECT * FROM schemaver_upgrade('below');
RELEASE one;
COMMIT;
SELECT kind, identity, action FROM schemaver_drift() WHERE identity ~ 'below';

-- and what repeatable scripts do, with revisions and without
SET schemaver.track = facts;
SELECT schemaver_repeatable('needs b', 'CREATE OR REPLACE FUNCTION a() RETURNS integer LANGUAGE sql AS $$SELECT b()$$');
SELECT schemaver_repeatable('what it needs', 'CREATE OR REPLACE FUNCTION b() RETURNS integer LANGUAGE sql AS $$SELECT 1$$');
SELECT * FROM schemaver_upgrade('heads');
SELECT kind, identity, action FROM schemaver_drift();
SELECT kind, identity, action FROM schemaver_drift(replay => true) WHERE identity ~ '\(';
RESET schemaver.track;

-- a role needs to read what is stored, and to write it where it is written
CREATE ROLE regress_drift;
GRANT USAGE ON SCHEMA schemaver TO regress_drift;
GRANT SELECT ON schemaver.ignore TO regress_drift;
SET ROLE regress_drift;
SELECT * FROM schemaver_drift();
SELECT schemaver_track();
RESET ROLE;
GRANT SELECT ON schemaver.tracked, schemaver.lock TO regress_drift;
SELECT schemaver_track();
CREATE TABLE once_more ();
SET ROLE regress_drift;
SELECT kind, identity, action FROM schemaver_drift();
RESET ROLE;
-- what has another name is found by who may make a copy
ALTER TABLE later RENAME TO latest;
SELECT kind, identity, action FROM schemaver_drift();
SET ROLE regress_drift;
SELECT kind, identity, action FROM schemaver_drift();
RESET ROLE;
ALTER TABLE latest RENAME TO later;
-- what is ignored is no drift
INSERT INTO schemaver.ignore VALUES ('table', '%.once_more');
SELECT kind, identity, action FROM schemaver_drift();
DROP OWNED BY regress_drift;
DROP ROLE regress_drift;
\c :was
DROP DATABASE regress_drift;
