-- The online form of what copies a table as a whole: REPACK (CONCURRENTLY) from 19
-- on, where the server does that; else it stays plain with a note.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE INDEX users_name ON users (name);
INSERT INTO users SELECT i, 'n' || i FROM generate_series(1, 100) i;
CREATE FUNCTION repack_form(upgrade text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM schemaver.revision;
	PERFORM schemaver_revision('x', upgrade, rev_id => 'x', transactional => false);
	RETURN schemaver_online('x');
END $$;
SELECT repack_form('VACUUM FULL users');
SELECT repack_form('VACUUM (FULL, ANALYZE) users; CREATE INDEX ON users (name, id)');
SELECT repack_form('CLUSTER users USING users_name');
-- with others: an index that is there before
SELECT repack_form('CREATE INDEX users_id_name ON users (id, name); CLUSTER users USING users_id_name; VACUUM FULL users');
-- the index of before
CLUSTER users USING users_name;
SELECT repack_form('CLUSTER users');
-- deployed, whichever form it is
SET client_min_messages = warning;
CALL schemaver_deploy();
RESET client_min_messages;
SELECT count(*), count(DISTINCT ctid) FROM users;
TRUNCATE schemaver.applied, schemaver.log;
-- an option that there is not, a list of columns, more than one table, all
SELECT repack_form('VACUUM (FULL, FREEZE) users');
SELECT repack_form('VACUUM (FULL, ANALYZE) users (name)');
SELECT repack_form('CREATE INDEX ON users (name, id); VACUUM FULL; CLUSTER');
SELECT repack_form('VACUUM FULL users, users');
-- what copies nothing
SELECT repack_form('VACUUM users');
-- no identity
ALTER TABLE users REPLICA IDENTITY FULL;
SELECT repack_form('VACUUM FULL users');
ALTER TABLE users REPLICA IDENTITY DEFAULT, DROP CONSTRAINT users_pkey;
SELECT repack_form('VACUUM FULL users');
ALTER TABLE users ADD PRIMARY KEY (id) DEFERRABLE;
SELECT repack_form('VACUUM FULL users');
ALTER TABLE users ALTER id SET NOT NULL;
CREATE UNIQUE INDEX users_id ON users (id);
ALTER TABLE users REPLICA IDENTITY USING INDEX users_id;
SELECT repack_form('VACUUM FULL users');
-- kinds of relations
ALTER TABLE users SET UNLOGGED;
SELECT repack_form('VACUUM FULL users');
DROP TABLE users;
CREATE TABLE event (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (0) TO (1000);
INSERT INTO event SELECT generate_series(1, 100);
CREATE MATERIALIZED VIEW top AS SELECT id FROM event;
SELECT repack_form('VACUUM FULL event');
SELECT repack_form('VACUUM FULL event_1');
SELECT repack_form('VACUUM FULL top');
DROP MATERIALIZED VIEW top;
DROP TABLE event;
DROP FUNCTION online_form, repack_form;
