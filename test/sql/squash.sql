-- One revision in place of several, here and in databases that get its file.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
INSERT INTO schemaver.revision (revision, message, upgrade, downgrade, down_revisions, depends_on, branch_labels, created_at) VALUES
	('a', 'base', 'CREATE TABLE a ()', 'DROP TABLE a', '{}', '{}', '{}', '2026-01-01 00:00:00+00'),
	('b', 'second', E'CREATE TABLE b ();\n', 'DROP TABLE b;', '{a}', '{other}', '{lab}', '2026-01-02 00:00:00+00'),
	('c', 'third', 'CREATE TABLE c () -- no end', E'DROP TABLE c', '{b}', '{}', '{}', '2026-01-03 00:00:00+00'),
	('d', 'fourth', 'CREATE TABLE d ()', 'DROP TABLE d', '{c}', '{}', '{}', '2026-01-04 00:00:00+00'),
	('e', 'fork', 'CREATE TABLE e ()', 'DROP TABLE e', '{c}', '{}', '{}', '2026-01-05 00:00:00+00'),
	('other', 'other', '', '', '{}', '{}', '{}', '2026-01-06 00:00:00+00'),
	('user', 'depends on c', '', '', '{other}', '{c,lab}', '{}', '2026-01-07 00:00:00+00');
CREATE TEMP TABLE before AS SELECT * FROM schemaver.revision;
CREATE TEMP TABLE old_files AS SELECT * FROM schemaver_export();
BEGIN;
SELECT schemaver_upgrade('c');
SELECT schemaver_squash('a:c', 'all of it', 'S');
SELECT revision, down_revisions, depends_on, branch_labels, replaces, created_at = '2026-01-01 00:00:00+00' FROM schemaver.revision ORDER BY revision COLLATE "C";
SELECT revision FROM schemaver.applied ORDER BY 1;
SELECT operation, revision FROM schemaver.log ORDER BY id DESC LIMIT 4;
SELECT content FROM schemaver_export() WHERE filename LIKE 'S%';
SELECT state, version FROM schemaver_status();
SELECT schemaver_downgrade('base');
SELECT schemaver_upgrade('heads');
ROLLBACK;

-- what cannot be squashed
SELECT schemaver_squash('c:d');
SELECT schemaver_squash('b:c', rev_id => 'other');
SELECT schemaver_squash('a:a');
SELECT schemaver_squash('d:a');
SELECT schemaver_squash('b:c', rev_id => 'x-y');
BEGIN; UPDATE schemaver.revision SET transactional = false WHERE revision = 'b'; SELECT schemaver_squash('a:c'); ROLLBACK;
BEGIN; UPDATE schemaver.revision SET upgrade = 'SET search_path = x' WHERE revision = 'b'; SELECT schemaver_squash('a:c'); ROLLBACK;
BEGIN; UPDATE schemaver.revision SET upgrade = 'CREATE TABEL' WHERE revision = 'b'; SELECT schemaver_squash('a:c'); ROLLBACK;
BEGIN; INSERT INTO schemaver.applied VALUES ('a'), ('b'); SELECT schemaver_squash('a:c'); ROLLBACK;
BEGIN; UPDATE schemaver.revision SET depends_on = '{b}', down_revisions = '{}' WHERE revision = 'other'; SELECT schemaver_squash('b:c'); ROLLBACK;
BEGIN; UPDATE schemaver.revision SET downgrade = NULL WHERE revision = 'b'; SELECT downgrade IS NULL FROM schemaver_show(schemaver_squash('a:c')); ROLLBACK;
SELECT schemaver_squash(NULL);
SELECT count(*) FROM (TABLE before EXCEPT TABLE schemaver.revision) d;

-- the file in another database: fresh, with all of it, with a part of it
BEGIN;
SELECT schemaver_squash('a:c', 'all of it', 'S');
CREATE TEMP TABLE files ON COMMIT DROP AS SELECT * FROM schemaver_export();
\set files '(SELECT array_agg(filename) FROM files), (SELECT array_agg(convert_to(content, \'UTF8\')) FROM files), complete => true'
SAVEPOINT start;
DELETE FROM schemaver.revision;
SELECT * FROM schemaver_load_files(:files);
SELECT schemaver_upgrade('heads');
SELECT state FROM schemaver_status();
ROLLBACK TO start;
DELETE FROM schemaver.revision; INSERT INTO schemaver.revision SELECT revision, message, upgrade, downgrade, down_revisions, depends_on, branch_labels, replaces, transactional, created_at, created_by FROM before;
SELECT schemaver_upgrade('d');
SELECT * FROM schemaver_load_files(:files);
SELECT * FROM schemaver_load_files(:files);
SELECT revision FROM schemaver.applied ORDER BY 1;
SELECT state, version FROM schemaver_status();
SELECT schemaver_downgrade('base');
ROLLBACK TO start;
-- known by no file any more, but applied
DELETE FROM schemaver.revision;
INSERT INTO schemaver.applied (revision) VALUES ('a'), ('b'), ('c'), ('other');
SELECT * FROM schemaver_load_files(:files);
SELECT revision FROM schemaver.applied ORDER BY 1;
ROLLBACK TO start;
DELETE FROM schemaver.revision; INSERT INTO schemaver.revision SELECT revision, message, upgrade, downgrade, down_revisions, depends_on, branch_labels, replaces, transactional, created_at, created_by FROM before;
SELECT schemaver_upgrade('b');
SELECT * FROM schemaver_load_files(:files);
ROLLBACK TO start;
-- the file of the new one alone: those above it go along
DELETE FROM schemaver.revision; INSERT INTO schemaver.revision SELECT revision, message, upgrade, downgrade, down_revisions, depends_on, branch_labels, replaces, transactional, created_at, created_by FROM before;
SELECT schemaver_upgrade('d');
SELECT l.* FROM files, schemaver_load(content) l WHERE files.filename LIKE 'S%';
SELECT revision, down_revisions, depends_on FROM schemaver.revision ORDER BY revision;
SELECT state, version FROM schemaver_status();
-- files from before the squash
SELECT l.* FROM old_files f, schemaver_load(content, f.filename) l WHERE f.filename LIKE 'b%';
ROLLBACK TO start;
SELECT l.* FROM old_files f, schemaver_load(content, f.filename) l WHERE f.filename LIKE 'd%';
ROLLBACK;
-- squashed twice, in databases that have and have not seen the first time
BEGIN;
SELECT schemaver_remove('e');
CREATE TEMP TABLE unsquashed ON COMMIT DROP AS SELECT * FROM schemaver.revision;
SELECT schemaver_squash('a:c', 'once', 'S');
CREATE TEMP TABLE once ON COMMIT DROP AS SELECT * FROM schemaver_export();
SELECT schemaver_squash('S:d', 'twice', 'S2');
SELECT replaces FROM schemaver.revision WHERE revision = 'S2';
CREATE TEMP TABLE files ON COMMIT DROP AS SELECT * FROM schemaver_export();
DELETE FROM schemaver.revision; INSERT INTO schemaver.revision SELECT revision, message, upgrade, downgrade, down_revisions, depends_on, branch_labels, replaces, transactional, created_at, created_by FROM unsquashed;
SELECT schemaver_upgrade('heads');
SAVEPOINT start;
SELECT * FROM schemaver_load_files(:files);
SELECT revision FROM schemaver.applied ORDER BY 1;
SELECT state FROM schemaver_status();
ROLLBACK TO start;
SELECT l.* FROM (SELECT array_agg(filename) f, array_agg(convert_to(content, 'UTF8')) c FROM once) o, schemaver_load_files(f, c) l;
SELECT revision FROM schemaver.applied ORDER BY 1;
SELECT * FROM schemaver_load_files(:files);
SELECT revision FROM schemaver.applied ORDER BY 1;
SELECT state FROM schemaver_status();
ROLLBACK;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
