-- Export writes files that load as what they were, whatever is in the revisions.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SET DateStyle = 'German, DMY';
SET TimeZone = 'Asia/Kolkata';
INSERT INTO schemaver.revision (revision, message, upgrade, downgrade, down_revisions, depends_on, branch_labels, transactional, replaces, created_at) VALUES
	('1975ea83b712', 'create users table', E'CREATE TABLE users (id integer);\n', 'DROP TABLE users', '{}', '{}', '{main}', true, '{}', '2025-11-21 09:15:41.654367+00'),
	('ae1027a6acf0', 'Ünïcode, "quotes" & a very long message that does not fit into a file name', 'SELECT 1', NULL, '{1975ea83b712}', '{"a,b",side}', '{}', false, '{r1,r2}', '2025-11-22 00:00:00+00');
INSERT INTO schemaver.revision (revision, branch_labels) VALUES ('"q', '{}'), ('a,b', '{}'), ('s', '{side}');
SELECT * FROM schemaver_export('ae10') WHERE filename ~ '^(1975|ae10)';

-- what is hard to write down
INSERT INTO schemaver.revision (revision, message, upgrade, downgrade)
SELECT 'm' || n, message, '', '' FROM unnest(ARRAY['', ' ', E'a\nb', E'a\n\n\nb', E'\na\n', E'\n', E'a\r\nb\r', '\', '\\r', E'a\t', ' a ', '-- a', 'Revision ID: x',
	E'text\n-- Revision ID: y\n-- migrate:up', 'migrate:down', '/* a', '$$', '''', 'Message: x', E'-- migrate:end', 'empty message']) WITH ORDINALITY m (message, n);
INSERT INTO schemaver.revision (revision, message, upgrade, downgrade)
SELECT 's' || u.n || '_' || d.n, 'script', u.script, d.script
FROM unnest(ARRAY['', E'\n', ' ', E'a;\n', 'a', E'a\n\n', E'\na', E'a\r\nb;\r\n', E'a\r', '-- comment', E'a;\n-- comment', E'a;\n-- comment\n', E'-- migrate:up\n', E'a;\n-- migrate:down\nb;', E'-- migrate:end',
	'/* open', 'shut */', '/* -- migrate:down */', '''open', '''literal''', ' ''literal''', '$$open', '$a$ $$ $a$', E'$$\n-- migrate:down\n$$', '"open', 'E''\', E'-- Revision ID: x\n-- migrate:up',
	E'-- section1:up', 'MIGRATE:', U&'\FEFFa', E'\\restrict x', E'a;\n\t-- indented']) WITH ORDINALITY u (script, n),
	LATERAL (SELECT script, n FROM unnest(ARRAY['', E'\n', E'DROP;\n', '-- c', E'-- c\n', '''literal''', E'-- migrate:up\n-- migrate:down', 'shut */', E'a\r']) WITH ORDINALITY x (script, n) UNION ALL SELECT NULL, 0) d;
INSERT INTO schemaver.revision (revision, message, created_at, down_revisions)
VALUES ('t1', 'infinite', 'infinity', '{"\"q"}'), ('t2', 'before', '-infinity', '{}'), ('t3', 'bc', '0044-03-15 12:00:00 BC', '{}'), ('t4', 'late', '20026-01-01 00:00:00.1+05:30', '{}'), ('None', 'none', now(), '{}'), ('<base>', 'base', now(), '{None}'), ('x', 'x', now(), '{<base>,None}');
SET client_min_messages = error;
CREATE TEMP TABLE before AS SELECT * FROM schemaver.revision;
CREATE TEMP TABLE files AS SELECT * FROM schemaver_export();
SELECT count(*), count(DISTINCT filename) FROM files;
-- each by itself is the same
SELECT action, count(*) FROM files, schemaver_load(content, filename) GROUP BY 1;
-- in an empty database
DELETE FROM schemaver.revision;
SELECT action, count(*) FROM schemaver_load_files((SELECT array_agg(filename ORDER BY filename DESC) FROM files), (SELECT array_agg(convert_to(content, 'UTF8') ORDER BY filename DESC) FROM files)) GROUP BY 1;
SELECT count(*) FROM (SELECT revision, message, upgrade, downgrade, down_revisions, depends_on, branch_labels, transactional, replaces, created_at, sha256 FROM before
	EXCEPT SELECT revision, message, upgrade, downgrade, down_revisions, depends_on, branch_labels, transactional, replaces, created_at, sha256 FROM schemaver.revision) d;
SELECT count(*) FROM (TABLE files EXCEPT SELECT * FROM schemaver_export()) d;
-- all in one text, where each is read for itself
DELETE FROM schemaver.revision;
SELECT action, count(*) FROM schemaver_load((SELECT string_agg(content, '' ORDER BY filename) FROM files)) GROUP BY 1;
SELECT count(*) FROM (SELECT revision, message, upgrade, downgrade FROM before EXCEPT SELECT revision, message, upgrade, downgrade FROM schemaver.revision) d;
RESET client_min_messages;

-- a file with Windows line ends has them in the script, and nowhere else
SELECT * FROM schemaver_load(E'-- crlf\r\n--\r\n-- Revision ID: crlf\r\n-- Revises: x\r\n-- Create Date: 2026-01-01 00:00:00+00\r\n\r\n-- migrate:up\r\nSELECT 1,\r\n2;\r\n-- migrate:down\r\nSELECT 2;\r\n');
SELECT message, replace(upgrade, E'\r', '<CR>'), replace(downgrade, E'\r', '<CR>') FROM schemaver.revision WHERE revision = 'crlf';
SELECT action FROM schemaver_export('crlf') e, schemaver_load(content) WHERE e.filename LIKE 'crlf%';

-- file names
SELECT filename FROM schemaver_export() WHERE filename !~ '^(m|s|t)';
DELETE FROM schemaver.revision;
INSERT INTO schemaver.revision (revision, message) VALUES ('../../etc/passwd', 'x/y'), ('.hidden', 'Über Größe ÄÖ'), ('a/b', '---'), ('a_b', ''), (repeat('x', 255), 'long id'), ('long', repeat('word', 30)), ('long2', repeat('ü', 60)), ('multi', E'first line\nsecond');
SELECT filename, octet_length(filename) FROM schemaver_export();
-- a part of the graph, in the order in which it runs
DELETE FROM schemaver.revision;
INSERT INTO schemaver.revision (revision, message, down_revisions, depends_on, created_at) VALUES ('a', 'a', '{}', '{}', '2026-01-01'), ('b', 'b', '{a}', '{}', '2026-01-02'), ('c', 'c', '{b}', '{z}', '2026-01-03'), ('z', 'z', '{}', '{}', '2026-01-04'), ('d', 'd', '{c}', '{}', '2026-01-05');
SELECT filename FROM schemaver_export('c');
SELECT filename FROM schemaver_export('b:c');
SELECT filename FROM schemaver_export('nobody');
SELECT filename FROM schemaver_export(NULL);
SELECT count(*) FROM schemaver_export('base');
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
