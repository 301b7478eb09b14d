-- Runs as scripts for psql.
-- they begin with the settings that they were written with
SET TimeZone = 'UTC';
SET DateStyle = 'ISO, MDY';
SET IntervalStyle = 'postgres';
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
INSERT INTO schemaver.revision (revision, message, upgrade, downgrade, down_revisions, branch_labels, transactional, created_at, created_by) VALUES
	('a', 'it''s a table', E'-- the table\nCREATE TABLE offline_t (id integer, "Odd ""name" text);\n/* and a row */\nINSERT INTO offline_t VALUES (1, \'a;b\') -- the last one', 'DROP TABLE offline_t', '{}', '{}', true, '2026-01-01 00:00+00', 'me'),
	('b', E'settings\nand more', 'SET search_path = nowhere; SET LOCAL ROLE none; SELECT 1', '', '{a}', '{label}', true, '2026-01-02 00:00+00', 'me'),
	('c', 'an index', 'CREATE INDEX CONCURRENTLY offline_i ON offline_t (id)', 'DROP INDEX CONCURRENTLY offline_i', '{b}', '{}', false, '2026-01-03 00:00+00', 'me'),
	('d', 'one way', 'SELECT 2', NULL, '{c}', '{}', true, '2026-01-04 00:00+00', 'me');
\pset format unaligned
\pset tuples_only on
SELECT schemaver_upgrade_sql('b');
SELECT schemaver_upgrade_sql('b:c', bookkeeping => false);
SELECT schemaver_downgrade_sql('c:a');
-- from base, from a revision, from where the database is
SELECT count(*) FROM regexp_matches(schemaver_upgrade_sql(), '-- running upgrade', 'g');
SELECT count(*) FROM regexp_matches(schemaver_upgrade_sql('a:+2'), '-- running upgrade', 'g');
SELECT count(*) FROM schemaver_stamp('a');
SELECT count(*) FROM regexp_matches(schemaver_upgrade_sql('current:head'), '-- running upgrade', 'g');
SELECT count(*) FROM regexp_matches(schemaver_upgrade_sql('head'), '-- running upgrade', 'g');
SELECT schemaver_downgrade_sql('a');
SELECT schemaver_downgrade_sql('head:base');
SELECT schemaver_downgrade_sql('a:b');
SELECT schemaver_upgrade_sql('a:');
SELECT schemaver_upgrade_sql('a:b:c');
SELECT schemaver_upgrade_sql('zz');
SELECT schemaver_upgrade_sql('b:a');
SELECT schemaver_upgrade_sql('b:b', bookkeeping => false);
SELECT schemaver_edit('d', upgrade => 'COMMIT');
SELECT schemaver_upgrade_sql('c:d');
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
