-- Who has changed what without a revision, while changes were watched.
SET client_min_messages = warning;
\set was :DBNAME
CREATE ROLE regress_night SUPERUSER;
CREATE DATABASE regress_drift_who;
\c regress_drift_who
SET client_min_messages = warning;
\set VERBOSITY terse
\pset null '-'
CREATE EXTENSION schemaver;
-- by each object who it was, without what depends on the client, and whether the
-- transaction is one that the log has
CREATE FUNCTION pg_temp.who() RETURNS TABLE (change text, "by" text, today boolean, logged boolean, seen_by text[])
LANGUAGE sql AS $$
	SELECT concat_ws(' ', d.action, d.kind, d.identity), replace(replace(regexp_replace(regexp_replace(d.changed_by, ', [0-9a-f.:]+\)$', ')'), ' \([0-9a-f.:]+\)$', ''), session_user, 'me'), '\x0a', '?'),
		d.changed_at > now() - interval '1 day',
		EXISTS (SELECT FROM schemaver.ddl_log l WHERE l.transaction::xid = d.transaction_id), d.seen_by
	FROM schemaver_drift() d
$$;
SELECT schemaver_revision('first', 'CREATE TABLE t (id integer PRIMARY KEY, note text DEFAULT $$x$$, extra text, CONSTRAINT c CHECK (id > 0), CONSTRAINT "C d" CHECK (id > 1));
CREATE FUNCTION f(i integer) RETURNS integer LANGUAGE sql AS $$SELECT 1$$;
CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER marked BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tr();
CREATE TABLE gone (i integer); CREATE TABLE quiet (i integer); CREATE INDEX quiet_i ON quiet (i);
CREATE TYPE color AS ENUM ($$red$$)', rev_id => 'first');
SELECT * FROM schemaver_upgrade();

-- before anything is stored: by the transaction alone
SELECT count(*) FROM schemaver_watch('record');
SET application_name = 'night';
CREATE TABLE early (i integer);
SELECT * FROM pg_temp.who();
DROP TABLE early;

-- what was logged before the facts were stored is not named for what comes later
DROP INDEX quiet_i;
CREATE INDEX quiet_i ON quiet (i);
ALTER TABLE quiet ADD COLUMN watched integer;
SELECT schemaver_track();
SELECT count(*) FROM schemaver_watch('off');
DROP INDEX quiet_i;
ALTER TABLE quiet ADD COLUMN unwatched integer;
SELECT * FROM pg_temp.who();
SELECT schemaver_track();

-- each is known by its transaction, or by what the log calls it
SELECT count(*) FROM schemaver_watch('record');
ALTER TABLE t RENAME COLUMN extra TO more;
DROP TABLE gone;
ALTER TABLE t DROP CONSTRAINT c, DROP CONSTRAINT "C d";
ALTER TABLE t ALTER note DROP DEFAULT;
DROP TRIGGER marked ON t;
DROP FUNCTION f(integer);
ALTER TYPE color ADD VALUE 'blue';
SET ROLE regress_night;
SET application_name = '';
CREATE TABLE "at Night" (i integer);
RESET ROLE;
SET application_name = E'two\nlines';
BEGIN;
SAVEPOINT one;
CREATE TABLE below (i integer);
RELEASE one;
COMMIT;
SELECT * FROM pg_temp.who();
SELECT * FROM pg_temp.who() WHERE change ~ 'quiet';

-- the last one that the log has is not blamed for what somebody else has done
SET application_name = 'night';
ALTER TABLE quiet ADD COLUMN seen integer;
SELECT count(*) FROM schemaver_watch('off');
ALTER TABLE quiet DROP COLUMN watched;
ALTER TABLE quiet ALTER COLUMN seen SET DEFAULT 1;
SELECT * FROM pg_temp.who() WHERE change ~ 'quiet';

-- nor is anybody named to whom may not read the log
GRANT USAGE ON SCHEMA schemaver TO PUBLIC;
GRANT SELECT ON schemaver.ignore, schemaver.lock, schemaver.log, schemaver.tracked TO PUBLIC;
ALTER ROLE regress_night NOSUPERUSER;
SET ROLE regress_night;
SELECT kind, identity, changed_by, seen_by FROM schemaver_drift() WHERE identity ~ 'gone';
RESET ROLE;

-- rows of another cluster name nobody
UPDATE schemaver.ddl_log SET transaction = '9000000000000';
SELECT count(*) FROM pg_temp.who() WHERE "by" IS NOT NULL;
\c :was
DROP DATABASE regress_drift_who;
DROP ROLE regress_night;
