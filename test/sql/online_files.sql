-- Online forms in revision files.
\pset format unaligned
\pset tuples_only on
\pset null '-'
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;

-- written by hand: it belongs to the scripts of the file
SELECT * FROM schemaver_load($$
-- index on a
--
-- Revision ID: r1
-- Revises:
-- Create Date: 2026-11-21 09:15:41+00

-- migrate:up
CREATE INDEX i ON t (a);

-- migrate:down
DROP INDEX i;

-- migrate:online
-- phase: expand
CREATE INDEX CONCURRENTLY i ON t (a);

-- migrate:online down
DROP INDEX CONCURRENTLY i;
$$, 'r1.sql');
SELECT online_state, online, online_downgrade FROM schemaver_show('r1');
SELECT content FROM schemaver_export();
SELECT l.* FROM schemaver_export() e, schemaver_load(e.content, 'r1.sql') l;

-- as it was derived; a file with that says the same
SELECT content AS edited FROM schemaver_export() \gset
UPDATE schemaver.revision SET online_edited = false;
SELECT content AS derived FROM schemaver_export() \gset
SELECT substring(:'derived' FROM '-- Online: [^,]*,');
SELECT schemaver_load(:'edited');
SELECT online_state FROM schemaver_show('r1');
SELECT schemaver_load(:'derived');
SELECT schemaver_load(:'derived');
SELECT online_state FROM schemaver_show('r1');

-- somebody has changed the online form in the file, and not the line
SELECT schemaver_load(replace(:'derived', 'CREATE INDEX CONCURRENTLY', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS'));
SELECT online_state, online FROM schemaver_show('r1');

-- somebody has changed the script in the file, and not the online form
SELECT schemaver_load(replace(:'derived', 'DROP INDEX i', 'DROP INDEX IF EXISTS i'));
SELECT online_state, online FROM schemaver_show('r1');
SELECT schemaver_load(content) FROM schemaver_export();
SELECT online_state, octet_length(r.online_sha256) FROM schemaver_show('r1') s JOIN schemaver.revision r USING (revision);
-- without the line it is said to belong to it
SELECT schemaver_load(regexp_replace(replace(:'derived', 'DROP INDEX i', 'DROP INDEX IF EXISTS i'), '-- Online: [^\n]*\n', ''));
SELECT online_state FROM schemaver_show('r1');

-- a file without them takes them away ...
SELECT schemaver_load(:'derived', 'r1.sql');
SELECT schemaver_load(:'derived', 'r1.sql');
SELECT file_sha256 IS NOT NULL FROM schemaver.revision;
SELECT regexp_replace(regexp_replace(:'derived', '-- Online: [^\n]*\n', ''), '\n-- migrate:online.*', E'\n') AS plain \gset
SELECT schemaver_load(:'plain', 'r1.sql');
SELECT online_state FROM schemaver_show('r1');
-- ... but not what was derived since it was loaded
SELECT schemaver_load(:'plain', 'r1.sql');
UPDATE schemaver.revision SET online = 'SELECT 1', online_edited = false,
	online_sha256 = schemaver_sha256(encode(sha256, 'hex') || encode(schemaver_sha256(downgrade), 'hex'));
SELECT schemaver_load(:'plain', 'r1.sql');
SELECT schemaver_load(replace(:'plain', 'index on a', 'an index on a'), 'r1.sql');
SELECT online_state, message FROM schemaver_show('r1');
BEGIN;
SELECT schemaver_preview('{r1.sql}', ARRAY[convert_to(replace(:'plain', 'index on a', 'index on "a"'), 'UTF8')]);
SELECT online_state, message FROM schemaver_show('r1');
ROLLBACK;
SELECT schemaver_load(replace(:'plain', 'DROP INDEX i', 'DROP INDEX IF EXISTS i'), 'r1.sql');
SELECT online_state FROM schemaver_show('r1');
-- nor does what somebody has written stay
SELECT schemaver_edit('r1', online => 'SELECT 2');
SELECT schemaver_load(:'plain', 'r1.sql');
SELECT online_state FROM schemaver_show('r1');

-- a preview
BEGIN;
SELECT schemaver_preview('{r1.sql}', ARRAY[convert_to(:'derived', 'UTF8')]);
SELECT online_state, online FROM schemaver_show('r1');
SELECT online FROM schemaver_plan();
ROLLBACK;
SELECT online_state FROM schemaver_show('r1');

-- of an applied revision, they may change
SELECT schemaver_stamp('r1');
SELECT schemaver_load(:'derived', 'r1.sql');
SELECT online_state, state FROM schemaver_show('r1');

-- sections in another order, empty ones, and scripts that look like sections
SELECT schemaver_load($$
-- Revision ID: r2
-- Revises: r1

-- migrate:up
SELECT 1;
-- migrate:online down
-- migrate:online
SELECT 2;
-- migrate:down
$$);
SELECT online_state, upgrade, downgrade, online, online_downgrade FROM schemaver_show('r2');
SELECT schemaver_edit('r2', online => E'SELECT $a$\n-- migrate:online\n-- section1:online down\n$a$;\n-- migrate:down',
	online_downgrade => E'SELECT 3 --');
SELECT content FROM schemaver_export('r2:r2');
SELECT schemaver_load(content) FROM schemaver_export('r2:r2');

-- what is refused
SELECT schemaver_load(E'-- Revision ID: r3\n\n-- migrate:online\nSELECT 1;\n');
SELECT schemaver_load(E'-- Revision ID: r3\n\n-- migrate:up\n-- migrate:online\n-- migrate:down\n-- migrate:online\n');
SELECT schemaver_load(E'-- Revision ID: r3\n\n-- migrate:up\n-- migrate:onlin\n');
SELECT schemaver_load(E'-- Revision ID: r3\n-- Online: yes\n\n-- migrate:up\n');
SELECT schemaver_load(E'-- Revision ID: r3\n-- Online: derived, 7a\n\n-- migrate:up\n');
SELECT schemaver_load(E'-- Revision ID: r3\n-- Online: edited, 7a, 7b\n\n-- migrate:up\n');
SELECT schemaver_load(E'-- Revision ID: r3\n-- Online: edited, 7\n\n-- migrate:up\n');
SELECT schemaver_load(E'-- Revision ID: r3\n-- Online: edited, 7a\n-- Online: edited, 7a\n\n-- migrate:up\n');

-- what is stored all the same, with a warning
SELECT schemaver_load(E'-- Revision ID: r3\n-- Revises: r2\n\n-- migrate:up\n-- migrate:online\nBEGIN;\nSELECT 1;\n');
SELECT schemaver_edit('r3', online_downgrade => 'SELECT 1; -- phase: nonsense
SELECT 2;
-- phase: nonsense
SELECT 3;', online => 'SELECT 1');
SELECT schemaver_remove('r3');

-- squashed
SELECT schemaver_stamp('r2');
SELECT schemaver_squash('r1:r2', rev_id => 's');
SELECT online_state FROM schemaver_show('s');

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
