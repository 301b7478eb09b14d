-- The names of revisions: what the functions refuse, the table refuses too,
-- and the reverse.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;

CREATE FUNCTION function_takes(name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM schemaver_revision('x', rev_id => name);
	DELETE FROM schemaver.revision;
	RETURN true;
EXCEPTION WHEN invalid_name OR reserved_name THEN
	RETURN false;
END $$;
CREATE FUNCTION table_takes(name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO schemaver.revision (revision) VALUES (name);
	DELETE FROM schemaver.revision;
	RETURN true;
EXCEPTION WHEN check_violation THEN
	RETURN false;
END $$;

CREATE TABLE names (name text, taken boolean);
-- each character of some ranges; in some, at the start, at the end and alone too
INSERT INTO names SELECT format(f, chr(c)) FROM (VALUES (1, 2), (9, 13), (31, 36), (43, 45), (58, 64), (127, 128), (160, 161)) r (first, last), generate_series(first, last) c, unnest(ARRAY['%s', '%sx', 'x%s']) f;
INSERT INTO names SELECT format('x%sx', chr(c)) FROM (VALUES (1, 48), (57, 65), (90, 97), (122, 170), (255, 256), (5760, 5761), (6157, 6159), (8190, 8240), (8286, 8290), (12287, 12289), (65279, 65279), (128512, 128512)) r (first, last), generate_series(first, last) c;
-- words, lengths
INSERT INTO names SELECT unnest(ARRAY['', 'head', 'heads', 'base', 'current', 'HEAD', 'headx', 'xhead', 'bases', 'none', 'start', '0', '1.2', 'a_b', '..', '/', 'a/b', '\', '''', '"', '{}', '{head}', 'NULL', 'null',
	repeat('x', 255), repeat('x', 256), repeat('ü', 127), repeat('ü', 128), repeat('ü', 127) || 'x', repeat('x', 254) || 'ü', repeat(chr(128512), 63), repeat(chr(128512), 64)]);

UPDATE names SET taken = function_takes(name);
SELECT count(*), count(*) FILTER (WHERE taken) FROM names;
SELECT quote_literal(name), taken, table_takes(name) FROM names WHERE taken IS DISTINCT FROM table_takes(name);
-- the characters that are refused
SELECT string_agg(DISTINCT to_hex(ascii(substr(name, 2, 1))), ' ') FILTER (WHERE ascii(substr(name, 2, 1)) < 128),
	string_agg(DISTINCT to_hex(ascii(substr(name, 2, 1))), ' ') FILTER (WHERE ascii(substr(name, 2, 1)) BETWEEN 128 AND 255),
	string_agg(DISTINCT to_hex(ascii(substr(name, 2, 1))), ' ') FILTER (WHERE ascii(substr(name, 2, 1)) > 255)
FROM names WHERE NOT taken AND name ~ '^x.x$';
-- the words
SELECT string_agg(name, ' ' ORDER BY name COLLATE "C") FROM names WHERE NOT taken AND name ~ '^[A-Za-z]{2,10}$';

-- What import makes of them is a name, and not one that another one has
CREATE FUNCTION imported(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	id text;
BEGIN
	DELETE FROM schemaver.revision;
	SELECT i.revision INTO id FROM schemaver_import('liquibase', '{x.sql}', ARRAY[convert_to(E'--liquibase formatted sql\n--changeset bob:"' || name || E'"\nSELECT 1;\n', 'UTF8')]) i;
	RETURN id;
END $$;
SELECT count(*), count(*) FILTER (WHERE imported(name) <> 'bob_' || name), count(*) FILTER (WHERE taken AND imported(name) <> 'bob_' || name)
FROM names WHERE name ~ '^x.x$' AND name !~ '["\r\n]' AND (NOT taken OR ascii(substr(name, 2, 1)) % 8 = 0);
SELECT imported(U&'x\00A0y'), imported(U&'\2003\3000'), imported(U&'a\0085b'), imported(U&'a\200Bb') = U&'bob_a\200Bb', imported(E'a\x07b'), imported('a@b:c+d-e');
SELECT octet_length(imported(repeat('ü', 200))), imported(repeat('ü', 200)) = 'bob_' || repeat('ü', 98), octet_length(imported(repeat('x', 300)));
DELETE FROM schemaver.revision;
SELECT revision FROM schemaver_import('liquibase', '{x.sql}', ARRAY[convert_to(E'--liquibase formatted sql\n'
	|| E'--changeset a:b c\n--changeset a:"b c"\n--changeset a:"b@c"\n--changeset "a:b":c\n--changeset a:"b' || U&'\00A0' || E'c"\n--changeset a:b_c\n--changeset a:b_c_2\n', 'UTF8')]);
SELECT length(revision), count(*) FROM schemaver_import('liquibase', '{x.sql}', ARRAY[convert_to(E'--liquibase formatted sql\n'
	|| E'--changeset z:' || repeat('x', 300) || E'1\n--changeset z:' || repeat('x', 300) || E'2\n', 'UTF8')]) GROUP BY 1 ORDER BY 1;

-- The other formats
CREATE FUNCTION ids(format text, VARIADIC files text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	names text[];
	contents bytea[];
BEGIN
	SELECT array_agg(f ORDER BY n) FILTER (WHERE n % 2 = 1), array_agg(convert_to(f, 'UTF8') ORDER BY n) FILTER (WHERE n % 2 = 0)
	INTO names, contents FROM unnest(files) WITH ORDINALITY u (f, n);
	DELETE FROM schemaver.revision;
	RETURN QUERY SELECT quote_literal(i.revision) FROM schemaver_import(format, names, contents) i;
END $$;
SELECT ids('dbmate', U&'1\00A0a.sql', '-- migrate:up', U&'2\2003b.sql', '-- migrate:up');
SELECT ids('goose', U&'1_\00A0a.sql', '-- +goose Up', '02_b.sql', '-- +goose Up', '3_c.sql', '-- +goose Up');
SELECT ids('golang-migrate', U&'1_\00A0a\2003b_x.up.sql', '', '2_@2_y.up.sql', '', '03_-2_z.up.sql', '');
SELECT ids('prisma', U&'a\00A0b/migration.sql', '', 'a+b/migration.sql', '', 'head/migration.sql', '', '1_/migration.sql', '');
SELECT ids('drizzle', 'meta/_journal.json', '{"entries": [{"tag": "a b", "when": 1}, {"tag": "a+b", "when": 2}, {"tag": "head", "when": 3}]}', 'a b.sql', '', 'a+b.sql', '', 'head.sql', '');
SELECT ids('django', 'plan.txt', E'[ ]  a@b.c\n[X]  a+b.c', 'a@b.c.up.sql', '', 'a+b.c.up.sql', '');
SELECT ids('diesel', U&'a\00A0b_x/up.sql', '', 'a+b_x/up.sql', '', '_x/up.sql', '') ~ '^''(a_b|a_b_2|[0-9a-f]{12})''$';
SELECT ids('diesel', 'head_x/up.sql', '', 'heads/up.sql', '', 'base_y/up.sql', '', 'current/up.sql', '');
-- a repeatable migration is a revision if it cannot run in a transaction
SELECT ids('flyway', 'V1.2__a.sql', '', U&'R__a\00A0b@c d.sql', 'VACUUM', 'R__a_b.sql', 'VACUUM', 'R__a+b.sql', 'VACUUM');
SELECT ids('node-pg-migrate', U&'\00A0.sql', '', 'head.sql', '', 'a b.sql', '', 'a+b.sql', '', U&'\3000\202F.sql', '', '__.sql', '');
SELECT ids('sqitch', 'sqitch.plan', U&'%project=p\000Ahead 2020-01-01T00:00:00Z A <a@b.c>\000Aa\00A0b 2020-01-01T00:00:00Z A <a@b.c>\000Aa-b 2020-01-01T00:00:00Z A <a@b.c>'
	|| E'\na+b [a-b] 2020-01-01T00:00:00Z A <a@b.c>', 'deploy/head.sql', '', U&'deploy/a\00A0b.sql', '', 'deploy/a-b.sql', '', 'deploy/a+b.sql', '');
-- Alembic's own names have the same rules
DELETE FROM schemaver.revision;
SELECT revision FROM schemaver_import_alembic(U&'-- Running upgrade  -> a\00A0b\000A');
SELECT revision FROM schemaver_import_alembic(E'-- Running upgrade  -> heads\n');
SELECT revision FROM schemaver_import_alembic(U&'-- Running upgrade  -> a\200Bb\000A') WHERE revision = U&'a\200Bb';
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
DROP FUNCTION function_takes, table_takes, imported, ids;
DROP TABLE names;
