-- Revisions from text: what is accepted, what it does, what is refused.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;

-- A file as it is meant to be
SELECT * FROM schemaver_load($$-- create users table
--
-- Revision ID: 1975ea83b712
-- Revises:
-- Create Date: 2026-11-21 09:15:41.654367+00
-- Branch Labels: main

-- migrate:up
CREATE TABLE users (
	id integer PRIMARY KEY,
	name text DEFAULT '-- migrate:down'  -- a trap
);
COMMENT ON TABLE users IS $x$
-- migrate:down
-- Revision ID: trap
/* $x$;

-- migrate:down
DROP TABLE users;
$$, '1975_users.sql');
SELECT message, down_revisions, branch_labels, transactional, created_at AT TIME ZONE 'UTC' FROM schemaver.revision;
SELECT upgrade FROM schemaver.revision;
SELECT downgrade FROM schemaver.revision;
SELECT * FROM schemaver_upgrade();

-- Again: nothing happens, in a read-only transaction too
BEGIN READ ONLY;
SELECT l.* FROM schemaver_export() e, schemaver_load(e.content, e.filename) l;
COMMIT;

-- Several in one text, parents after their children, and all the fields
SELECT * FROM schemaver_load($$/* a licence
-- migrate:up
*/

-- Copyright: nobody

-- merge of two
-- lines
--
-- and a paragraph
--
-- Revision ID: m
-- Revises: a, "b"
-- Depends on: x

-- migrate:up
-- a comment about the revision
-- migrate:down
-- third
-- Revision ID: x
-- Revises: <base>
-- Transactional: no
-- Branch Labels: side, "lab,el"

-- migrate:up
VACUUM;
-- migrate:end

-- Revision ID: a
-- Message: first
-- Revises: 1975ea83b712
-- Create Date: 2026-11-21T10:15
-- migrate:up
-- migrate:down
-- migrate:end
-- second

-- Revision ID: b
-- Revises: 1975ea83b712
-- migrate:up
SELECT 1;$$, 'all.sql');
SELECT revision, message, down_revisions, depends_on, branch_labels, transactional, created_at AT TIME ZONE 'UTC', quote_nullable(upgrade), quote_nullable(downgrade) FROM schemaver.revision ORDER BY revision;

-- A file that is not loaded is what it was; what is loaded again is replaced, as long as it is not applied
SELECT * FROM schemaver_load($$
-- first of all
--
-- Revision ID: a
-- Revises: 1975ea83b712
-- Create Date: 2026-11-21 10:15:00+00

-- migrate:up
CREATE TABLE a ();
$$);
SELECT message, upgrade, downgrade FROM schemaver.revision WHERE revision = 'a';
SELECT * FROM schemaver_upgrade('a');

-- An applied revision: comments and whitespace may change, and so may the message; that is recorded
SELECT * FROM schemaver_load($$
/* Copyright 2026 */

-- first of all tables
--
-- Revision ID: a
-- Revises: 1975ea83b712
-- Create Date: 2026-11-21 10:15:00+00

-- migrate:up
-- Copyright 2026
CREATE   TABLE a /* of
nothing */ ();
$$);
SELECT operation, revision, message, l.sha256 = schemaver_sha256(upgrade) FROM schemaver.log l JOIN schemaver.revision r USING (revision, message) WHERE operation = 'edit';
SELECT message, state FROM schemaver_show('a');
-- anything else is refused
SELECT * FROM schemaver_load($$
-- Revision ID: a
-- Revises: 1975ea83b712

-- migrate:up
-- a comment
CREATE TABLE a (
	id integer
);
$$, 'a file''s name.sql');
SELECT * FROM schemaver_load($$
-- Revision ID: a
-- Depends On: b

-- migrate:up
CREATE TABLE a ();
-- migrate:down
DROP TABLE a;
$$, 'a.sql');
SELECT state FROM schemaver_show('a');
-- but for force
BEGIN;
SELECT * FROM schemaver_load($$
-- Revision ID: a
-- Revises: 1975ea83b712
-- Create Date: 2026-11-21 10:15:00+00

-- migrate:up
CREATE TABLE a (id integer);
$$, force => true);
SELECT message, state FROM schemaver_show('a');
ROLLBACK;

-- Line ends are whitespace, also within a function body
SELECT * FROM schemaver_load(E'-- f\n--\n-- Revision ID: f\n-- Revises: a\n\n-- migrate:up\nDO $x$\nBEGIN\n\tNULL;\nEND $x$;\n\n-- migrate:down\nSELECT 1;\n', 'f.sql');
SELECT * FROM schemaver_upgrade('f');
SELECT * FROM schemaver_load(E'-- f\r\n--\r\n-- Revision ID: f\r\n-- Revises: a\r\n\r\n-- migrate:up\r\nDO $x$\r\nBEGIN\r\n\tNULL;\r\nEND $x$;\r\n\r\n-- migrate:down\r\nSELECT 1;\r\n', 'f.sql');
SELECT quote_literal(upgrade), quote_literal(downgrade), state FROM schemaver_show('f');
-- but whitespace in a string is not
SELECT * FROM schemaver_load(E'-- f\n--\n-- Revision ID: f\n-- Revises: a\n\n-- migrate:up\nDO $x$\nBEGIN\n\tNULL; \nEND $x$;\n\n-- migrate:down\nSELECT 1;\n', 'f.sql');

-- What is wrong with a file is said with its place, and nothing of it is loaded
CREATE TEMP TABLE bad (id integer GENERATED ALWAYS AS IDENTITY, what text, content text);
INSERT INTO bad (what, content) VALUES
	('empty', ''),
	('only comments', E'-- nothing\n/* at all */\n'),
	('no header', E'CREATE TABLE t ();\n'),
	('of another tool', E'\n-- migrate:up\nCREATE TABLE t ();\n'),
	('no section', E'-- Revision ID: z\n'),
	('SQL before the section', E'-- Revision ID: z\n\nSELECT 1;\n-- migrate:up\n'),
	('down without up', E'-- Revision ID: z\n\n-- migrate:down\nSELECT 1;\n'),
	('up twice', E'-- Revision ID: z\n\n-- migrate:up\nSELECT 1;\n-- migrate:up\nSELECT 2;\n'),
	('down twice', E'-- Revision ID: z\n\n-- migrate:up\nSELECT 1;\n-- migrate:down\n-- migrate:down\nSELECT 2;\n'),
	('up after down', E'-- Revision ID: z\n\n-- migrate:up\nSELECT 1;\n-- migrate:down\n-- migrate:up\nSELECT 2;\n'),
	('unknown section', E'-- Revision ID: z\n\n-- migrate:up\nSELECT 1;\n-- migrate:undo\nSELECT 2;\n'),
	('unknown section first', E'-- Revision ID: z\n-- migrate:upgrade\nSELECT 1;\n'),
	('unknown field', E'-- Revision ID: z\n-- Author: me\n\n-- migrate:up\n'),
	('no field', E'-- Revision ID: z\n-- see ticket\n\n-- migrate:up\n'),
	('field twice', E'-- Revision ID: z\n-- Revises: a\n-- Revises: b\n\n-- migrate:up\n'),
	('id twice', E'-- Revision ID: z\n-- Revision ID: y\n\n-- migrate:up\n'),
	('no id', E'-- Revision ID:\n\n-- migrate:up\n'),
	('bad id', E'-- x\n--\n-- Revision ID: x-1\n\n-- migrate:up\n'),
	('reserved id', E'-- Revision ID: head\n\n-- migrate:up\n'),
	('bad date', E'-- Revision ID: z\n-- Create Date: yesterday evening\n\n-- migrate:up\n'),
	('bad boolean', E'-- Revision ID: z\n-- Transactional: perhaps\n\n-- migrate:up\n'),
	('bad list', E'-- Revision ID: z\n-- Revises: a b\n\n-- migrate:up\n'),
	('bad name', E'-- Revision ID: z\n-- Depends On: b+1\n\n-- migrate:up\n'),
	('unknown parent', E'-- Revision ID: z\n-- Revises: nobody\n\n-- migrate:up\n'),
	('unknown dependency', E'-- Revision ID: z\n-- Depends On: nobody\n\n-- migrate:up\n'),
	('two of one id', E'-- Revision ID: z\n-- migrate:up\n-- migrate:down\n\n-- Revision ID: z\n-- migrate:up\n'),
	('a cycle', E'-- Revision ID: z\n-- Revises: y\n-- migrate:up\n-- migrate:end\n-- Revision ID: y\n-- Revises: z\n-- migrate:up\n'),
	('itself', E'-- Revision ID: z\n-- Revises: z\n-- migrate:up\n'),
	('replaces itself', E'-- Revision ID: z\n-- Replaces: z\n-- migrate:up\n'),
	('label in use', E'-- Revision ID: z\n-- Branch Labels: main\n-- migrate:up\n'),
	('good, then bad', E'-- Revision ID: good\n-- migrate:up\n-- migrate:end\n\n-- Revision ID: z\n-- migrate:up\n-- migrate:up\n'),
	('SQL behind the end', E'-- Revision ID: z\n-- migrate:up\n-- migrate:end\nSELECT 1;\n'),
	('marker without marks', E'-- Revision ID: z\n-- Marker: x\n\n-- migrate:up\nSELECT 1;\n'),
	('marker without an end', E'-- Revision ID: z\n-- Marker: x\n\n-- x:up\nSELECT 1;\n'),
	('bad marker', E'-- Revision ID: z\n-- Marker: two words\n\n-- x:up\nSELECT 1;\n');
DO $$
DECLARE
	bad record;
	detail text;
	hint text;
	context text;
BEGIN
	FOR bad IN SELECT * FROM bad ORDER BY id LOOP
		BEGIN
			PERFORM schemaver_load(bad.content, bad.what || '.sql');
			RAISE INFO '%: loaded', bad.what;
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
			RAISE INFO E'%: % % [%] [%] [%]', bad.what, SQLSTATE, SQLERRM, detail, hint, split_part(context, E'\n', 1);
		END;
	END LOOP;
END $$;
SELECT count(*) FROM schemaver.revision WHERE revision IN ('z', 'y', 'good');

-- A script that cannot be run is stored, with a warning
SELECT * FROM schemaver_load(E'-- Revision ID: broken\n-- migrate:up\nCREATE TABEL t ();\n-- migrate:down\n');

-- Bytes: UTF-8, a byte order mark is left out
SELECT * FROM schemaver_load_files(ARRAY['grün & "rot".sql'], ARRAY['\xefbbbf'::bytea || convert_to(E'-- grün\n--\n-- Revision ID: grün\n\n-- migrate:up\nSELECT ''ü'';', 'UTF8')]);
SELECT message, upgrade FROM schemaver_show('grün');
SELECT * FROM schemaver_load_files(ARRAY['latin1.sql'], ARRAY[convert_to(E'-- gr\n--\n-- Revision ID: grün\n', 'LATIN1')]);
SELECT * FROM schemaver_load_files(ARRAY['utf16.sql'], ARRAY['\xfffe2d002d00'::bytea]);
SELECT * FROM schemaver_load_files(ARRAY['ok.sql', 'binary.sql'], ARRAY[E'-- Revision ID: ok\n-- migrate:up\n'::bytea, E'\n\n'::bytea || '\x7f454c4600'::bytea]);
SELECT * FROM schemaver_load_files(ARRAY['cut.sql'], ARRAY['\x2d2dc3'::bytea]);
SELECT * FROM schemaver_load_files(ARRAY['a', 'b'], ARRAY[''::bytea]);
SELECT * FROM schemaver_load_files(ARRAY['a'], NULL);
SELECT * FROM schemaver_load_files(ARRAY['a'], ARRAY[NULL::bytea]);
SELECT * FROM schemaver_load(NULL);
-- two files with one id
SELECT * FROM schemaver_load_files(ARRAY['one.sql', 'two.sql'], ARRAY[E'-- Revision ID: ok\n-- migrate:up\n'::bytea, E'-- twice\n--\n-- Revision ID: ok\n-- migrate:up\n'::bytea]);
-- a downgrade script may be added to an applied revision that has none; no more than that
SELECT * FROM schemaver_load(E'-- Revision ID: nodown\n-- migrate:up\nCREATE TABLE nodown ();\n', 'nodown.sql');
SELECT schemaver_upgrade('nodown');
SELECT * FROM schemaver_load(E'-- Revision ID: nodown\n-- migrate:up\nCREATE TABLE nodown ();\n-- migrate:down\nDROP TABLE nodown;\n', 'nodown.sql');
SELECT * FROM schemaver_load(E'-- Revision ID: nodown\n-- migrate:up\nCREATE TABLE nodown ();\n-- migrate:down\nDROP TABLE other;\n', 'nodown.sql');
SELECT * FROM schemaver_load(E'-- Revision ID: nodown\n-- migrate:up\nCREATE TABLE nodown ();\n', 'nodown.sql');
SELECT state FROM schemaver_show('nodown');
SELECT operation FROM schemaver.log WHERE revision = 'nodown' ORDER BY id;
SELECT schemaver_downgrade('nodown@base');
SELECT schemaver_remove('nodown');
-- a complete set tells what is not in it
SELECT * FROM schemaver_load_files(ARRAY['ok.sql'], ARRAY[E'-- Revision ID: ok\n-- migrate:up\n'::bytea], complete => true);

DROP TABLE users, a, bad;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
