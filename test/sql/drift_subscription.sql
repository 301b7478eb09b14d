-- Subscriptions that are made, changed and dropped by hand: the scripts are tried
-- like all others, without the real ones, and without a connection.
SET client_min_messages = error;
-- in a database that has nothing else
\set was :DBNAME
CREATE DATABASE regress_drift_subscription;
\c regress_drift_subscription
SET client_min_messages = error;
CREATE EXTENSION schemaver;
\pset format unaligned
\pset tuples_only on
CREATE VIEW subscriptions AS SELECT subname, subenabled, subconninfo, subslotname, subpublications, subsynccommit, obj_description(s.oid, 'pg_subscription')
	FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid AND d.datname = current_database() ORDER BY 1;
SELECT schemaver_revision('first', 'CREATE TABLE t (i integer)', 'DROP TABLE t', rev_id => 'first');
SELECT schemaver_upgrade();
SELECT schemaver_track();

-- made
CREATE SUBSCRIPTION fed CONNECTION 'host=localhost dbname=nowhere password=hidden' PUBLICATION p WITH (connect = false, slot_name = 'fed');
CREATE SUBSCRIPTION bare CONNECTION 'host=localhost' PUBLICATION p, q WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION runs CONNECTION 'host=localhost port=1' PUBLICATION p WITH (connect = false, slot_name = 'runs');
ALTER SUBSCRIPTION runs ENABLE;
COMMENT ON SUBSCRIPTION bare IS 'by hand';
SELECT kind, identity, action, seen_by FROM schemaver_drift();
SELECT identity, action, regexp_replace(script, ', streaming = \w+', ''), hazard_code FROM schemaver_undo_drift();
SELECT schemaver_record('by hand', rev_id => 'hand');
SELECT * FROM schemaver_drift();
SELECT revision, verdict, finding FROM schemaver_verify('hand:hand');
SELECT * FROM subscriptions;
SELECT schemaver_downgrade('-1');
SELECT * FROM subscriptions;
SELECT schemaver_upgrade();
SELECT * FROM subscriptions;

-- changed, dropped, given another name
SELECT schemaver_track();
ALTER SUBSCRIPTION fed SET (synchronous_commit = remote_apply, slot_name = 'other');
ALTER SUBSCRIPTION fed SET PUBLICATION p, r WITH (refresh = false);
ALTER SUBSCRIPTION fed CONNECTION 'host=elsewhere';
DROP SUBSCRIPTION bare;
ALTER SUBSCRIPTION runs RENAME TO walks;
ALTER SUBSCRIPTION walks DISABLE;
SELECT kind, identity, action, seen_by FROM schemaver_drift();
BEGIN;
SELECT identity, action, regexp_replace(script, ', streaming = \w+', ''), hazard_code FROM schemaver_undo_drift(dry_run => false);
SELECT * FROM subscriptions;
SELECT * FROM schemaver_drift();
ROLLBACK;
SELECT schemaver_record('by hand', rev_id => 'again');
SELECT revision, verdict, finding FROM schemaver_verify('again:again');
SELECT schemaver_downgrade('-1');
SELECT * FROM subscriptions;
SELECT schemaver_upgrade();
SELECT * FROM subscriptions;

-- what a script drops with its slot is told as not run, and taken for dropped
SELECT schemaver_revision('with a slot', $$CREATE SUBSCRIPTION slotted CONNECTION 'host=localhost' PUBLICATION p$$, 'DROP SUBSCRIPTION slotted',
	rev_id => 'slotted', transactional => false);
SELECT verdict, finding FROM schemaver_verify('slotted:slotted');
-- and so is what is not its own
SELECT schemaver_revision('not its own', $$ALTER SUBSCRIPTION nowhere DISABLE; DROP SUBSCRIPTION IF EXISTS nowhere$$, '', rev_id => 'not_own');
SELECT verdict, finding FROM schemaver_verify('not_own:not_own');
-- whatever its name is by then
SELECT schemaver_revision('names', $$
	CREATE SUBSCRIPTION one CONNECTION 'host=localhost' PUBLICATION p WITH (connect = false, slot_name = NONE);
	ALTER SUBSCRIPTION one RENAME TO two;
	DROP SUBSCRIPTION two;
	CREATE SUBSCRIPTION two CONNECTION 'host=localhost' PUBLICATION p WITH (connect = false, slot_name = NONE);
$$, 'DROP SUBSCRIPTION two', rev_id => 'names');
SELECT verdict, finding FROM schemaver_verify('names:names');
SELECT * FROM subscriptions;

ALTER SUBSCRIPTION fed SET (slot_name = NONE);
ALTER SUBSCRIPTION walks SET (slot_name = NONE);
DROP SUBSCRIPTION fed;
DROP SUBSCRIPTION walks;
\c :was
DROP DATABASE regress_drift_subscription;
