-- Revision files carry verdicts, and schemaver_show() shows them.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified;
\pset null '-'
\pset format unaligned
\pset tuples_only on
SET TimeZone = 'UTC';
SELECT schemaver_revision('one', 'CREATE TABLE one (id integer)', 'DROP TABLE one', rev_id => 'r1');
SELECT schemaver_revision('two', E'SELECT 2\n-- at the end', rev_id => 'r2');
SELECT schemaver_revision('three', 'SELECT 3', 'SELECT 3', rev_id => 'r3');
UPDATE schemaver.revision SET created_at = '2026-11-30 12:00:00+00';
INSERT INTO schemaver.verified (revision, upgrade_sha256, downgrade_sha256, state, rows, verdict, finding, server_version, verified_at)
SELECT r.revision, r.sha256, coalesce(schemaver_sha256(r.downgrade), ''), 's', v.rows, v.verdict, v.finding, 150018, v.verified_at::timestamptz
FROM (VALUES ('r1', 0, 'ok', NULL, '2026-11-30 12:01:00+00'),
	('r1', 3, 'column order', 'columns of table public.one are in another order', '2026-11-30 12:02:03.456+00'),
	('r2', 0, 'no downgrade', NULL, '2026-11-30 12:03:00+00'),
	('r2', 1, 'ok', NULL, '2026-11-30 12:04:00+00')) v (revision, rows, verdict, finding, verified_at)
JOIN schemaver.revision r ON r.revision = v.revision;
CREATE TEMP TABLE files AS SELECT * FROM schemaver_export();
SELECT content FROM files;
SELECT h.revision, s.verdict, s.finding, s.verified_at FROM schemaver_history() h, schemaver_show(h.revision) s ORDER BY 1;

-- where it is
SELECT l.* FROM (SELECT array_agg(filename ORDER BY filename) AS names, array_agg(convert_to(content, 'UTF8') ORDER BY filename) AS contents FROM files) f,
	schemaver_file_lines(f.names || 'all'::text, f.contents || (SELECT convert_to(string_agg(content, E'\n' ORDER BY filename), 'UTF8') FROM files)) l;
SELECT schemaver_file_lines('{x}', '{-- no revision}');
SELECT schemaver_file_lines(NULL, NULL);

-- to another database, and back
TRUNCATE schemaver.revision, schemaver.verified;
SELECT revision, action FROM schemaver_load_files(ARRAY(SELECT filename FROM files), ARRAY(SELECT convert_to(content, 'UTF8') FROM files), true);
SELECT revision, downgrade_sha256 = '' AS no_downgrade, state, rows, verdict, server_version, verified_at FROM schemaver.verified ORDER BY 1;
SELECT count(*) AS same FROM files JOIN schemaver_export() e USING (filename, content);
SET schemaver.verify = error;
BEGIN;
SELECT schemaver_upgrade('r1');
ROLLBACK;
SELECT schemaver_upgrade('r2');
RESET schemaver.verify;
-- again, nothing is written
SELECT xmin AS before FROM schemaver.verified WHERE revision = 'r1' \gset
SELECT revision, action FROM schemaver_load_files(ARRAY(SELECT filename FROM files), ARRAY(SELECT convert_to(content, 'UTF8') FROM files), true);
SELECT xmin = :'before' FROM schemaver.verified WHERE revision = 'r1';
BEGIN READ ONLY;
SELECT revision, action FROM schemaver_load_files(ARRAY(SELECT filename FROM files), ARRAY(SELECT convert_to(replace(content, 'order, 3', 'order, 2'), 'UTF8') FROM files), true);
COMMIT;

-- a newer verdict in an unchanged file is no change, and counts
SELECT action FROM files f (name, content), schemaver_load(replace(replace(content, '12:02', '12:05'), 'column order', 'ok'), name) WHERE name LIKE 'r1%';
SELECT verdict, verified_at FROM schemaver_show('r1');
-- an older one replaces what the last file said
SELECT action FROM files f (name, content), schemaver_load(f.content, name) WHERE name LIKE 'r1%';
SELECT verdict, verified_at FROM schemaver_show('r1');
-- but what was found here later counts
INSERT INTO schemaver.verified (revision, upgrade_sha256, downgrade_sha256, state, rows, verdict, finding)
SELECT revision, sha256, schemaver_sha256(downgrade), 's', 3, 'data lost', 'table public.one: 1 of 3 rows is lost' FROM schemaver.revision WHERE revision = 'r1';
SELECT verdict, finding FROM schemaver_show('r1');
SELECT action FROM files f (name, content), schemaver_load(replace(replace(content, '2026-11-30 12:02', '3026-11-30 12:05'), 'column order', 'ok'), name) WHERE name LIKE 'r1%';
SELECT verdict FROM schemaver_show('r1');

-- about other scripts than those in the file
TRUNCATE schemaver.verified;
SELECT action FROM files f (name, content), schemaver_load(replace(content, 'integer', 'bigint'), name) WHERE name LIKE 'r1%';
SELECT revision, action FROM schemaver_load_files(ARRAY(SELECT filename FROM files), ARRAY(SELECT convert_to(replace(content, 'T 2', 'T 3') || E'\n-- comment', 'UTF8') FROM files), true);
SELECT count(*) FROM schemaver.verified;

-- what is no such line
\set VERBOSITY terse
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.try(line text) RETURNS SETOF text LANGUAGE sql
	AS $$ SELECT action FROM public.schemaver_load(E'-- x\n--\n-- Revision ID: x\n-- Revises:\n-- Verified: ' || line || E'\n\n-- migrate:up\nSELECT 1') $$;
SELECT pg_temp.try('');
SELECT pg_temp.try('fine, PostgreSQL 15.18, 2026-11-30 12:02:03+00, 00');
SELECT pg_temp.try('ok');
SELECT pg_temp.try('ok, PostgreSQL 15.18');
SELECT pg_temp.try('ok, PostgreSQL 15.18, 2026-11-30 12:02:03+00');
SELECT pg_temp.try('ok, PostgreSQL 15.18, yesterday evening, 00');
SELECT pg_temp.try('ok, PostgreSQL 15.18, 2026-11-30 12:02:03+00, xyz');
SELECT pg_temp.try('ok, PostgreSQL 15.18, 2026-11-30 12:02:03+00, 00, 00');
SELECT pg_temp.try('ok, PostgreSQL 15, 2026-11-30 12:02:03+00, 00');
SELECT pg_temp.try('ok, 0 rows, PostgreSQL 15.18, 2026-11-30 12:02:03+00, 00');
SELECT pg_temp.try('ok, -1 rows, PostgreSQL 15.18, 2026-11-30 12:02:03+00, 00');
SELECT pg_temp.try('ok, 99999999999999999999 rows, PostgreSQL 15.18, 2026-11-30 12:02:03+00, 00');
SELECT pg_temp.try(E'ok, PostgreSQL 15.18, 2026-11-30 12:02:03+00, 00\n-- Verified: ok, PostgreSQL 15.18, 2026-11-30 12:02:03+00, 00');
SELECT pg_temp.try('ok ,  1 row, PostgreSQL 15.18,2026-11-30 , 00');
\set VERBOSITY default

-- what would not be read is not written
ALTER TABLE schemaver.verified DROP CONSTRAINT verified_verdict_check, DROP CONSTRAINT verified_rows_check;
DELETE FROM schemaver.revision WHERE revision <> 'r1';
INSERT INTO schemaver.verified (revision, upgrade_sha256, downgrade_sha256, state, rows, verdict)
SELECT revision, sha256, schemaver_sha256(downgrade), 's', 3, E'ok\n\n-- migrate:up\nDROP TABLE everything' FROM schemaver.revision;
SELECT content LIKE '%everything%' AS bad FROM schemaver_export();
UPDATE schemaver.verified SET verdict = 'ok', rows = -1;
SELECT content LIKE '%Verified%' AS bad FROM schemaver_export();
UPDATE schemaver.verified SET rows = 0, server_version = -1;
SELECT content LIKE '%Verified%' AS bad FROM schemaver_export();
UPDATE schemaver.verified SET server_version = 190000, verified_at = 'infinity';
SELECT content LIKE '%Verified: ok, PostgreSQL 19.0, infinity, %' AS good FROM schemaver_export();
SELECT action FROM schemaver_export(), schemaver_load(content);
TRUNCATE schemaver.verified;
ALTER TABLE schemaver.verified
	ADD CONSTRAINT verified_rows_check CHECK (rows OPERATOR(pg_catalog.>=) 0),
	ADD CONSTRAINT verified_verdict_check CHECK (verdict OPERATOR(pg_catalog.=) ANY (
		'{ok,column order,generated names,differs,upgrade fails,downgrade fails,second upgrade fails,no downgrade,data lost,not run}'::pg_catalog.text[]));

-- roles without a right on the verdicts see none, and bring none
INSERT INTO schemaver.verified (revision, upgrade_sha256, downgrade_sha256, state, verdict)
SELECT revision, sha256, schemaver_sha256(downgrade), 's', 'ok' FROM schemaver.revision;
CREATE ROLE regress_schemaver_files;
GRANT USAGE ON SCHEMA schemaver TO regress_schemaver_files;
GRANT SELECT, INSERT, UPDATE, DELETE ON schemaver.revision, schemaver.applied TO regress_schemaver_files;
GRANT SELECT, INSERT ON schemaver.log TO regress_schemaver_files;
GRANT SELECT, UPDATE ON schemaver.lock TO regress_schemaver_files;
GRANT SELECT ON files TO regress_schemaver_files;
SET ROLE regress_schemaver_files;
SELECT verdict FROM schemaver_show('r1');
SELECT content LIKE '%Verified%' AS verified FROM schemaver_export('r1');
SELECT action FROM files f (name, content), schemaver_load(f.content, name) WHERE name LIKE 'r1%';
RESET ROLE;
SELECT count(*) FROM schemaver.verified;
DROP OWNED BY regress_schemaver_files;
DROP ROLE regress_schemaver_files;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified;
