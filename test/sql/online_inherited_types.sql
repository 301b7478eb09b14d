-- The online form of other types of columns of tables with child tables.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE things (id int PRIMARY KEY, n int DEFAULT 1 NOT NULL CONSTRAINT positive CHECK (n > 0), m int);
-- another default, its own index, its own check
CREATE TABLE boxes (size int) INHERITS (things);
ALTER TABLE boxes ALTER COLUMN n SET DEFAULT 2, ADD CONSTRAINT own CHECK (n < 1000), ADD CONSTRAINT boxes_key UNIQUE (n, id);
CREATE INDEX boxes_n ON boxes (n);
COMMENT ON COLUMN boxes.n IS 'how many';
-- the column is defined there, too
CREATE TABLE bags (n int, m int NOT NULL) INHERITS (things);
CREATE TABLE small_bags () INHERITS (bags);
INSERT INTO things SELECT g, g, g FROM generate_series(1, 100) g;
INSERT INTO boxes SELECT g, g, g FROM generate_series(1, 100) g;
INSERT INTO bags SELECT g, g, g FROM generate_series(1, 100) g;
INSERT INTO small_bags SELECT g, g, g FROM generate_series(1, 100) g;

SET client_min_messages = warning;
SELECT line FROM regexp_split_to_table(online_form('ALTER TABLE things ALTER COLUMN m TYPE bigint'), '\n') line WHERE line ~ 'phase|TRIGGER|FUNCTION|backfill|ANALYZE|LOCK|RENAME COLUMN|DROP' AND line !~ 'not_null';
SELECT line FROM regexp_split_to_table(online_form('ALTER TABLE things ALTER COLUMN n TYPE numeric USING n / 2.0, ALTER COLUMN m TYPE bigint'), '\n') line WHERE line ~ 'phase|COLUMN|INDEX|sv_con' AND line !~ 'NOT NULL|nn_';
SELECT online_form('ALTER TABLE things ALTER COLUMN n TYPE bigint, ALTER COLUMN m TYPE bigint') AS form \gset
:form
SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attinhcount, attislocal, pg_get_expr(adbin, adrelid), col_description(attrelid, attnum) FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attname IN ('n', 'm') AND attrelid::regclass::text IN ('things', 'boxes', 'bags', 'small_bags') ORDER BY attrelid::regclass::text COLLATE "C", attname;
SELECT conrelid::regclass, conname, convalidated, coninhcount, conislocal, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype <> 'n' AND conrelid::regclass::text IN ('things', 'boxes', 'bags', 'small_bags') ORDER BY conrelid::regclass::text COLLATE "C", conname;
SELECT indexrelid::regclass, indisvalid, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid::regclass::text IN ('things', 'boxes', 'bags', 'small_bags') ORDER BY indexrelid::regclass::text COLLATE "C";
SELECT tableoid::regclass, count(*), sum(n), sum(m) FROM things GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM pg_attribute WHERE attname LIKE 'sv\_%' AND NOT attisdropped;

-- a table that inherits by two ways
CREATE TABLE lots () INHERITS (bags);
CREATE TABLE lots_of_bags () INHERITS (small_bags, lots);
INSERT INTO lots_of_bags SELECT g, g, g FROM generate_series(1, 100) g;
SELECT online_form('ALTER TABLE things ALTER COLUMN n TYPE int') AS form \gset
:form
SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attinhcount, attislocal FROM pg_attribute WHERE attname IN ('n', 'm') AND attrelid::regclass::text ~ 'lots|bags' ORDER BY attrelid::regclass::text COLLATE "C", attname;
DROP TABLE lots CASCADE;

-- what has no way
RESET client_min_messages;
ALTER TABLE bags ADD CONSTRAINT twice CHECK (m > 0);
SET client_min_messages = warning;
ALTER TABLE things ADD CONSTRAINT twice CHECK (m > 0);
RESET client_min_messages;
\set VERBOSITY terse
SELECT online_form('ALTER TABLE things ALTER COLUMN m TYPE int') IS NULL;
SELECT online_form('ALTER TABLE things ALTER COLUMN n TYPE bigint; ALTER TABLE boxes ALTER COLUMN size TYPE bigint') ~ 'ADD COLUMN';
\set VERBOSITY default
SET client_min_messages = warning;
DROP TABLE things CASCADE;
DROP FUNCTION online_form;
