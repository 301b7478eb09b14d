-- What schemaver_lint() says of scripts; doc/lint.md and 064_lint.pl have the rules.
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.rule;
CREATE SCHEMA shop;
SET search_path = shop, public;
CREATE TABLE large (id bigint PRIMARY KEY, n integer, "Odd" text);
CREATE TABLE small (id bigint PRIMARY KEY, n integer);
CREATE TABLE parts (id bigint, year integer) PARTITION BY LIST (year);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES IN (2);
CREATE TABLE child (id bigint PRIMARY KEY, large_id bigint REFERENCES large);
CREATE TABLE grandchild (id bigint PRIMARY KEY, child_id bigint REFERENCES child);
CREATE VIEW view AS SELECT id, n FROM large;
CREATE VIEW view_of_view AS SELECT id FROM view;
CREATE TYPE kind AS ENUM ('a');
CREATE TABLE typed (id bigint PRIMARY KEY, kind kind);
CREATE SCHEMA attic;
CREATE TABLE attic.thing (id bigint PRIMARY KEY);
CREATE VIEW things AS SELECT * FROM attic.thing;
-- sizes are taken from the catalogs
UPDATE pg_class SET relpages = 5000, reltuples = 100000
WHERE oid IN ('large'::regclass, 'parts_1'::regclass, 'parts_2'::regclass, 'child'::regclass);

CREATE FUNCTION lint(VARIADIC scripts text[])
RETURNS TABLE (revision text, statement integer, line integer, code text, severity text, relation text,
	rows bigint, size bigint, lock text, message text, instead text)
LANGUAGE plpgsql AS $$
DECLARE
	script text;
BEGIN
	PERFORM schemaver_remove(r.revision, true) FROM schemaver_history('base:heads') r;
	FOREACH script IN ARRAY scripts
	LOOP
		PERFORM schemaver_revision('x', rev_id => 'r' || (SELECT count(*) + 1 FROM schemaver.revision),
			upgrade => script);
	END LOOP;
	RETURN QUERY SELECT * FROM schemaver_lint();
END $$;

-- where, and what
SELECT revision, statement, line, code, severity, relation, rows, size / 8192 AS pages, lock, message, instead
FROM lint('SELECT 1;

-- a comment
CREATE INDEX i ON large (n); CREATE INDEX j
ON small (n);', 'ALTER TABLE large ADD COLUMN "New" double precision DEFAULT random()') \gx

-- what the script creates is not dangerous
SELECT code FROM lint('CREATE TABLE new (id bigint PRIMARY KEY, n integer);
CREATE INDEX ON new (n); ALTER TABLE new ALTER n SET NOT NULL, ADD CHECK (n > 0), ADD COLUMN u uuid DEFAULT gen_random_uuid();
UPDATE new SET n = 1; TRUNCATE new; ALTER TABLE new RENAME n TO m; DROP TABLE new CASCADE');

-- partitions count together; a rename by an earlier revision does not matter
SELECT revision, code, severity, relation, rows
FROM lint('ALTER TABLE parts ADD COLUMN x integer DEFAULT random()', 'ALTER TABLE large RENAME TO "Larger"',
	'CREATE INDEX ON "Larger" (n)') WHERE code <> 'rename-table';

-- what a DO block does is measured
SELECT statement, code, severity, relation FROM lint('DROP VIEW view_of_view, view; DO $do$ BEGIN
EXECUTE ''ALTER TABLE shop.large ALTER COLUMN n TYPE bigint''; END $do$') ;

-- what falls with it
SELECT code, severity, message FROM lint('DROP VIEW view CASCADE; TRUNCATE large CASCADE') ;
SELECT code, relation, regexp_replace(message, ' \(since.*?\)', '') AS message FROM lint('ALTER TABLE large DROP COLUMN id CASCADE');

SELECT code, severity, message FROM lint('DROP SCHEMA attic CASCADE; DROP TYPE kind CASCADE');

-- several tables
SELECT statement, code, severity, message FROM lint('ALTER TABLE large ADD x integer;
ALTER TABLE small ADD x integer; ALTER TABLE child ADD CHECK (id > 0), ALTER large_id SET NOT NULL');

-- a script that fails, and what comes after it
SELECT revision, statement, line, code, severity, message
FROM lint('SELECT 1;
CREATE INDEX ON large (n);
ALTER TABLE large ADD COLUMN n text; CREATE INDEX ON large ("Odd")', 'DROP TABLE small');
SELECT revision, statement, line, code, severity, message FROM lint('SELEC');
SELECT revision, statement, code, severity, message FROM lint('ALTER SYSTEM SET work_mem = 4');

-- ranges
SELECT revision, code FROM lint('CREATE TABLE first (id bigint)', 'CREATE TABLE second (id bigint)',
	'CREATE TABLE third (id bigint)');
SELECT revision, code FROM schemaver_lint('+1');
SELECT revision, code FROM schemaver_lint('r1:r2');
SELECT revision, code FROM schemaver_lint('base:r1');
SELECT revision, code FROM schemaver_lint('nowhere');

-- comments that ignore rules
SELECT statement, line, code, message FROM lint('-- lint:ignore create-index it is quick
CREATE INDEX ON large (n);
CREATE INDEX ON large ("Odd");
-- lint:ignore create-index,duplicate-index this one, too
CREATE INDEX ON large (n)') ;
SELECT statement, line, code, message FROM lint('-- a script
-- lint:ignore create-index nobody uses the table

CREATE INDEX ON large (n);
CREATE INDEX ON large ("Odd");');
SELECT statement, line, code, message FROM lint('-- lint:ignore create-index
CREATE INDEX ON large (n);
-- lint:ignore no-such-rule a reason
SELECT 1;
-- lint:ignore truncate a reason
SELECT ''
-- lint:ignore truncate this is a string
'';
-- lint:ignore
SELECT 2;
-- lint:ignored');

-- severities
INSERT INTO schemaver.rule VALUES ('create-index', 'error'), ('no-primary-key', 'off'), ('drop-index', 'note');
SELECT code, severity, relation FROM lint('CREATE INDEX i ON small (n); CREATE TABLE x (id bigint)', 'DROP INDEX i');
SELECT code, default_severity, severity, small_severity FROM schemaver_rules()
WHERE code IN ('create-index', 'no-primary-key', 'drop-index', 'reindex', 'several-locks') ORDER BY code;
SELECT count(*) = count(DISTINCT code) AS "unique", bool_and(code ~ '^[a-z]+(-[a-z]+)*$') AS well_formed,
	bool_and(title LIKE '%.' AND description LIKE '%.' AND cure LIKE '%.') AS sentences
FROM schemaver_rules();
INSERT INTO schemaver.rule VALUES ('create-index', 'note');
INSERT INTO schemaver.rule VALUES ('reindex', 'fatal');
INSERT INTO schemaver.rule VALUES (NULL, 'off');
\set VERBOSITY terse
INSERT INTO schemaver.rule VALUES ('create index', 'off');
UPDATE schemaver.rule SET code = 'rewrites' WHERE code = 'create-index';
\echo :LAST_ERROR_SQLSTATE
\set VERBOSITY default
SELECT schemaver_check_rule();
UPDATE schemaver.rule SET severity = 'off';
SELECT code FROM lint('CREATE INDEX ON large (n); CREATE TABLE x (id bigint)');
DELETE FROM schemaver.rule;

-- not from a script, nor in a transaction that is read only
SELECT code, message FROM lint('SELECT schemaver_lint()');
BEGIN READ ONLY;
SELECT schemaver_lint();
ROLLBACK;

-- scripts that are generated
TRUNCATE schemaver.revision;
SELECT FROM schemaver_model($$CREATE TABLE shop.small (id bigint PRIMARY KEY, n bigint NOT NULL, token uuid DEFAULT gen_random_uuid())$$,
	'{shop}');
INSERT INTO schemaver.ignore VALUES ('*', '%large%'), ('*', '%parts%'), ('*', '%child%'), ('*', '%view%'), ('*', '%lint%'),
	('*', '%kind%'), ('*', '%typed%'), ('*', '%things%');
SELECT FROM schemaver_revision('generated', rev_id => 'g', autogenerate => true);
SELECT code, severity, relation, message FROM schemaver_lint();

RESET search_path;
DROP SCHEMA shop, attic CASCADE;
DELETE FROM schemaver.ignore;
DELETE FROM schemaver.model;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
