-- Files whose names and checksums are sent first, and of which only those that differ follow.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;

CREATE TEMPORARY TABLE folder (name text, content bytea);
CREATE FUNCTION pg_temp.revision_file(id text, parent text, script text) RETURNS bytea LANGUAGE sql AS $$
	SELECT convert_to(format(E'-- %s\n--\n-- Revision ID: %1$s\n-- Revises: %s\n-- Create Date: 2026-01-01 00:00:00+00\n\n-- migrate:up\n%s\n\n-- migrate:down\n', id, parent, script), 'UTF8')
$$;
INSERT INTO folder VALUES
	('1.sql', pg_temp.revision_file('f1', '', 'SELECT 1;')),
	('2.sql', pg_temp.revision_file('f2', 'f1', 'SELECT 2;')),
	('sub/3.sql', pg_temp.revision_file('f3', 'f2', 'SELECT 3;')),
	('both.sql', pg_temp.revision_file('f4', 'f3', 'SELECT 4;') || pg_temp.revision_file('f5', 'f4', 'SELECT 5;'));

CREATE FUNCTION pg_temp.changed() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT schemaver_changed_files(array_agg(name ORDER BY name), array_agg(sha256(content) ORDER BY name)) FROM folder
$$;
-- as a client does it
CREATE FUNCTION pg_temp.load() RETURNS SETOF schemaver.load_result LANGUAGE sql AS $$
	SELECT schemaver_load_files(array_agg(name ORDER BY name),
		array_agg(CASE WHEN name IN (SELECT pg_temp.changed()) THEN content END ORDER BY name), true) FROM folder
$$;

SELECT pg_temp.changed();
SELECT * FROM pg_temp.load();
SELECT revision, filename, file_sha256 = (SELECT sha256(content) FROM folder WHERE name = filename) FROM schemaver.revision ORDER BY revision;

-- one checksum of all files: NULL, as one of them has two revisions
SELECT schemaver_files_checksum();

-- a file with several revisions is always sent
SELECT pg_temp.changed();
BEGIN READ ONLY;
SELECT * FROM pg_temp.load();
COMMIT;

-- one that changes
UPDATE folder SET content = pg_temp.revision_file('f2', 'f1', 'SELECT 22;') WHERE name = '2.sql';
SELECT pg_temp.changed();
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT pg_temp.changed();

-- one that gets another name is the same revision
UPDATE folder SET name = 'new.sql' WHERE name = '2.sql';
SELECT pg_temp.changed();
SELECT * FROM pg_temp.load() WHERE filename = 'new.sql';
SELECT pg_temp.changed();
SELECT filename FROM schemaver.revision WHERE revision = 'f2';

-- whatever changes a revision by SQL, its file is not what is stored any more
SELECT schemaver_edit('f1', message => 'edited');
SELECT pg_temp.changed();
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT pg_temp.changed();
UPDATE schemaver.revision SET upgrade = 'SELECT 333' WHERE revision = 'f3';
SELECT pg_temp.changed();
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT schemaver_remove('f5');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT revision, filename, file_sha256 IS NOT NULL FROM schemaver.revision ORDER BY revision;

-- a text without a name changes no name; the text of a file has its checksum
SELECT schemaver_load(convert_from(content, 'UTF8')) FROM folder WHERE name = '1.sql';
SELECT schemaver_load(convert_from(content, 'UTF8'), name) FROM folder WHERE name = '1.sql';
SELECT pg_temp.changed();

-- links of files that were not sent count
SELECT * FROM schemaver_load_files('{1.sql,x.sql}', ARRAY[NULL, pg_temp.revision_file('x', 'f1', '')]);
SELECT schemaver_remove('x');

-- what cannot be
SELECT schemaver_load_files('{nosuch.sql}', ARRAY[NULL::bytea]);
SELECT schemaver_load_files('{1.sql,copy.sql}', ARRAY[NULL, content]) FROM folder WHERE name = '1.sql';
SELECT schemaver_load_files('{1.sql,1.sql}', ARRAY[NULL, content]) FROM folder WHERE name = '1.sql';
SELECT schemaver_changed_files('{a,b}', ARRAY['\x00'::bytea]);
SELECT schemaver_changed_files('{a,b}', NULL);
SELECT schemaver_changed_files(NULL, ARRAY['\x00'::bytea]);
SELECT schemaver_changed_files('{NULL}', ARRAY['\x00'::bytea]);
SELECT schemaver_changed_files('{a}', ARRAY[NULL::bytea]);
SELECT schemaver_changed_files('{}', '{}');

-- The checksum of all files is that of the folder as long as nothing differs
CREATE FUNCTION pg_temp.half(sha256 bytea, number integer) RETURNS uuid LANGUAGE sql AS $$
	SELECT encode(substr(sha256, 16 * number + 1, 16), 'hex')::uuid
$$;
CREATE FUNCTION pg_temp.is_same(seed bigint DEFAULT 4711) RETURNS boolean LANGUAGE sql AS $$
	SELECT mod(schemaver_files_checksum(seed) - coalesce(sum(uuid_hash_extended(pg_temp.half(sha256(content), 1),
		uuid_hash_extended(pg_temp.half(sha256(content), 0), hashtextextended(name, seed)))), 0), 2 ^ 64::numeric) = 0
	FROM folder
$$;
TRUNCATE schemaver.revision;
DELETE FROM folder;
SELECT pg_temp.is_same();
INSERT INTO folder VALUES
	('b.sql', pg_temp.revision_file('f1', '', 'SELECT 1;')),
	('B.sql', pg_temp.revision_file('f2', 'f1', 'SELECT 2;')),
	('b/a.sql', pg_temp.revision_file('f3', 'f2', 'SELECT 3;'));
SELECT pg_temp.is_same();
SELECT count(*) FROM pg_temp.load();
SELECT pg_temp.is_same();
SELECT bool_and(pg_temp.is_same(seed)) FROM unnest('{0,-1,9223372036854775807}'::bigint[]) seed;
UPDATE folder SET content = content || '--' WHERE name = 'B.sql';
SELECT pg_temp.is_same();
SELECT action FROM pg_temp.load() WHERE filename = 'B.sql';
SELECT pg_temp.is_same();
UPDATE folder SET name = 'c.sql' WHERE name = 'b.sql';
SELECT pg_temp.is_same();
UPDATE folder SET name = 'b.sql' WHERE name = 'c.sql';
SELECT pg_temp.is_same();
-- a revision without a file, one that was edited, one whose file is gone
SELECT schemaver_revision('by SQL', rev_id => 'f4');
SELECT schemaver_files_checksum();
SELECT schemaver_remove('f4');
SELECT schemaver_edit('f1', message => 'edited');
SELECT schemaver_files_checksum();
SELECT action FROM pg_temp.load() WHERE filename = 'b.sql';
SELECT pg_temp.is_same();
UPDATE schemaver.revision SET file_absent = true WHERE revision = 'f1';
SELECT schemaver_files_checksum();
UPDATE schemaver.revision SET file_absent = NULL WHERE revision = 'f1';
BEGIN;
UPDATE schemaver.revision SET file_sha256 = '\xab' WHERE revision = 'f1';
SELECT schemaver_files_checksum();
ROLLBACK;
-- what is previewed is not stored
BEGIN;
SELECT count(*) FROM schemaver_preview('{x.sql}', ARRAY[pg_temp.revision_file('x', '', '')], true);
SELECT schemaver_files_checksum();
ROLLBACK;
SELECT pg_temp.is_same();

-- Rows are read without a query where the table is as it was created; else by one
CREATE FUNCTION pg_temp.seen() RETURNS text LANGUAGE sql AS $$
	SELECT format('%s %s %s', version, applied, last_operation) FROM schemaver_status()
$$;
SELECT schemaver_stamp('f2');
INSERT INTO schemaver.log (operation, revision) VALUES ('edit', 'f1');
SELECT pg_temp.seen();
ALTER TABLE schemaver.log DROP CONSTRAINT log_pkey;
SELECT pg_temp.seen();
ALTER TABLE schemaver.log ADD CONSTRAINT log_pkey PRIMARY KEY (id);
CREATE TABLE pg_temp.more () INHERITS (schemaver.applied);
INSERT INTO pg_temp.more SELECT * FROM schemaver.applied WHERE revision = 'f2';
DELETE FROM ONLY schemaver.applied WHERE revision = 'f2';
SELECT pg_temp.seen();
INSERT INTO schemaver.applied SELECT * FROM pg_temp.more;
DROP TABLE pg_temp.more;
SELECT pg_temp.seen();
CREATE ROLE regress_files_reader;
GRANT USAGE ON SCHEMA schemaver TO regress_files_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA schemaver TO regress_files_reader;
ALTER TABLE schemaver.applied ENABLE ROW LEVEL SECURITY;
CREATE POLICY a_few ON schemaver.applied USING (revision = 'f1');
SET ROLE regress_files_reader;
SELECT pg_temp.seen();
RESET ROLE;
DROP POLICY a_few ON schemaver.applied;
ALTER TABLE schemaver.applied DISABLE ROW LEVEL SECURITY;
SET ROLE regress_files_reader;
SELECT pg_temp.seen();
RESET ROLE;
REVOKE SELECT ON schemaver.applied FROM regress_files_reader;
GRANT SELECT (revision, sha256) ON schemaver.applied TO regress_files_reader;
SET ROLE regress_files_reader;
SELECT pg_temp.seen();
RESET ROLE;
DROP OWNED BY regress_files_reader;
DROP ROLE regress_files_reader;
TRUNCATE schemaver.applied, schemaver.log;

-- Ten thousand files: names and checksums are read once
TRUNCATE schemaver.revision;
DELETE FROM folder;
INSERT INTO folder SELECT n || '.sql', pg_temp.revision_file('g' || n, CASE WHEN n > 1 THEN 'g' || n - 1 ELSE '' END, 'SELECT ' || n) FROM generate_series(1, 10000) n;
SELECT count(*) FROM pg_temp.load();
SELECT count(*) FROM pg_temp.changed();
SELECT action, count(*) FROM pg_temp.load() GROUP BY action;
TRUNCATE schemaver.revision;
