-- The online form of scripts that change a type, a column of it, its default and
-- views on it together.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TYPE kind AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int PRIMARY KEY, kind kind DEFAULT 'a' NOT NULL);
CREATE VIEW v AS SELECT id, kind FROM t WHERE kind = 'a';
CREATE VIEW w AS SELECT * FROM v;
INSERT INTO t SELECT g, 'a' FROM generate_series(1, 100) g;
-- what the second column needs is there before it, and the views are gone during the swap only
SELECT line FROM regexp_split_to_table(online_form($$DROP VIEW w; DROP VIEW v;
ALTER TYPE kind RENAME TO kind_old;
CREATE TYPE kind AS ENUM ('a', 'b');
ALTER TABLE t ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN kind TYPE kind USING kind::text::kind, ALTER COLUMN kind SET DEFAULT 'a';
DROP TYPE kind_old;
CREATE VIEW v AS SELECT id, kind FROM t WHERE kind = 'a';
CREATE VIEW w AS SELECT * FROM v;
COMMENT ON VIEW w IS 'those of kind a';$$), '\n') line WHERE line ~ 'phase|TYPE|VIEW|RENAME COLUMN|ADD COLUMN|DEFAULT';
-- the default is dropped before the views and set after them
SELECT online_form($$ALTER TABLE t ALTER COLUMN kind DROP DEFAULT;
DROP VIEW w; DROP VIEW v;
ALTER TYPE kind RENAME TO kind_old;
CREATE TYPE kind AS ENUM ('a', 'b');
ALTER TABLE t ALTER COLUMN kind TYPE kind USING kind::text::kind;
DROP TYPE kind_old;
CREATE VIEW v AS SELECT id, kind FROM t WHERE kind = 'a';
CREATE VIEW w AS SELECT * FROM v;
ALTER TABLE t ALTER COLUMN kind SET DEFAULT 'a';$$) AS form \gset
SELECT line FROM regexp_split_to_table(:'form', '\n') line WHERE line ~ 'phase|TYPE|VIEW|RENAME COLUMN|ADD COLUMN|DEFAULT';

-- run statement by statement, it leads to what the plain script leads to
SET client_min_messages = warning;
:form
RESET client_min_messages;
\pset tuples_only off
\d t
SELECT obj_description('w'::regclass);
SELECT enum_range(NULL::kind);
\pset tuples_only on
-- without views
DROP VIEW v CASCADE;
SELECT line FROM regexp_split_to_table(online_form($$ALTER TYPE kind RENAME TO kind_old;
CREATE TYPE kind AS ENUM ('b', 'a');
ALTER TABLE t ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE t ALTER COLUMN kind TYPE kind USING kind::text::kind;
ALTER TABLE t ALTER COLUMN kind SET DEFAULT 'a';
DROP TYPE kind_old;$$), '\n') line WHERE line ~ 'phase|TYPE|RENAME COLUMN|ADD COLUMN|DEFAULT';
DROP TABLE t;
DROP TYPE kind;
DROP FUNCTION online_form;
