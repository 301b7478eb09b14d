-- Some constructs use operators whose schema cannot be written.  A generated
-- script means the same under every search_path.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
\pset format unaligned
\pset tuples_only on
CREATE SCHEMA main;
-- two schemas with an operator = each, for a type that has none of its own that
-- is as good
CREATE SCHEMA types;
CREATE SCHEMA first;
CREATE SCHEMA second;
CREATE TYPE types.word AS ENUM ('a', 'A', 'b');
CREATE FUNCTION first.same(types.word, types.word) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.lower($1::text) OPERATOR(pg_catalog.=) pg_catalog.lower($2::text)';
CREATE OPERATOR first.= (LEFTARG = types.word, RIGHTARG = types.word, FUNCTION = first.same);
CREATE FUNCTION second.same(types.word, types.word) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS 'SELECT false';
CREATE OPERATOR second.= (LEFTARG = types.word, RIGHTARG = types.word, FUNCTION = second.same);
CREATE FUNCTION first.less(types.word, types.word) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.lower($1::text) OPERATOR(pg_catalog.<) pg_catalog.lower($2::text)';
CREATE OPERATOR first.< (LEFTARG = types.word, RIGHTARG = types.word, FUNCTION = first.less);
CREATE FUNCTION second.less(types.word, types.word) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR second.< (LEFTARG = types.word, RIGHTARG = types.word, FUNCTION = second.less);
CREATE FUNCTION types.compare(types.word, types.word) RETURNS integer
  LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.bttextcmp(pg_catalog.lower($1::text), pg_catalog.lower($2::text))';
-- comparisons of rows are for members of such a class
CREATE OPERATOR CLASS first.words FOR TYPE types.word USING btree AS
  OPERATOR 1 first.<, OPERATOR 3 first.=, FUNCTION 1 types.compare(types.word, types.word);
CREATE OPERATOR CLASS second.words FOR TYPE types.word USING btree AS
  OPERATOR 1 second.<, OPERATOR 3 second.=, FUNCTION 1 types.compare(types.word, types.word);

-- functions that are called find what they were written for
CREATE TABLE main.allowed (a int);
INSERT INTO main.allowed VALUES (1);
CREATE FUNCTION main.is_allowed(int) RETURNS boolean
  LANGUAGE plpgsql AS 'BEGIN RETURN EXISTS (SELECT FROM allowed WHERE allowed.a = $1); END';
CREATE TABLE main.old (a int, e types.word, f types.word);
INSERT INTO main.old VALUES (1, 'a', 'b');

SET search_path = main, first, public;
SET client_min_messages = info;
SELECT schemaver_model($$
CREATE TABLE allowed (a int);
CREATE FUNCTION is_allowed(int) RETURNS boolean
  LANGUAGE plpgsql AS 'BEGIN RETURN EXISTS (SELECT FROM allowed WHERE allowed.a = $1); END';
CREATE TABLE old (a int, e types.word, f types.word,
  CONSTRAINT old_check CHECK (e IS DISTINCT FROM f AND is_allowed(a)));
CREATE TABLE simple (a int CHECK (a > 0), t text DEFAULT 'x' CHECK (t <> ''));
CREATE TABLE new (a int, e types.word, f types.word,
  g types.word GENERATED ALWAYS AS (NULLIF(e, f)) STORED,
  CONSTRAINT new_check CHECK (CASE e WHEN f THEN false ELSE true END));
CREATE INDEX new_index ON new ((NULLIF(e, f))) WHERE e IS NOT DISTINCT FROM f;
CREATE VIEW joined AS SELECT * FROM new JOIN (SELECT e, f AS f2 FROM old) o USING (e);
CREATE VIEW listed AS SELECT * FROM new WHERE (a, e) IN (SELECT a, e FROM old);
CREATE VIEW listed_first AS SELECT * FROM new WHERE (e, a) IN (SELECT e, a FROM old);
CREATE TABLE rows (a int, e types.word, t text DEFAULT CASE 'a'::types.word WHEN 'A' THEN 'same' ELSE 'other' END,
  CONSTRAINT rows_check CHECK ((e, a) < ('A', 1)), CONSTRAINT rows_check1 CHECK ((a, e) < (1, 'A')));
CREATE POLICY p ON rows USING ((e, a) IN (SELECT e, a FROM old)) WITH CHECK (e IS DISTINCT FROM 'a');
CREATE RULE r AS ON DELETE TO rows WHERE old.e IS DISTINCT FROM 'a' DO ALSO SELECT 1;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER touched BEFORE UPDATE ON rows FOR EACH ROW WHEN (old.e IS DISTINCT FROM new.e) EXECUTE FUNCTION touch();
CREATE TABLE parts (e types.word) PARTITION BY LIST (nullif(e, 'a'));
CREATE DOMAIN strange AS types.word CHECK (VALUE IS DISTINCT FROM 'b');
$$, schemas => '{main}');
\set VERBOSITY terse
SELECT schemaver_revision('r', rev_id => 'r', autogenerate => true);
\set VERBOSITY default

-- only what needs a search_path has one
SELECT identity, upgrade LIKE 'SET search_path = main, first, public;%' AS has_path
FROM schemaver_diff() ORDER BY 1;
SELECT count(*) FROM regexp_matches((SELECT upgrade FROM schemaver.revision), 'SET search_path', 'g');

-- whoever runs it
SET search_path = second, main;
SELECT public.schemaver_upgrade();
SHOW search_path;
SET search_path = public, main;
SELECT schemaver_check();
INSERT INTO new (e, f) VALUES ('a', 'A');
INSERT INTO new (a, e, f) VALUES (1, 'A', 'b');
SELECT * FROM new;
SELECT a, e, f2 FROM joined;
SELECT a, e FROM listed;
SELECT a, e FROM listed_first;
SELECT 'b'::strange;
INSERT INTO rows (a, e) VALUES (0, 'a') RETURNING *;
INSERT INTO rows (a, e) VALUES (1, 'a');

-- the same texts, but other operators
SET search_path = main, second, public;
SELECT schemaver_model(ddl, schemas => '{main}') FROM schemaver.model;
SELECT schemaver_check();
TRUNCATE new;
\set VERBOSITY terse
SELECT schemaver_revision('s', rev_id => 's', autogenerate => true);
\set VERBOSITY default
SET search_path = public, main;
SELECT schemaver_upgrade();
SELECT schemaver_check();
INSERT INTO new (e, f) VALUES ('a', 'a');
SELECT * FROM new;

-- and back
TRUNCATE new;
SELECT schemaver_downgrade('r');
INSERT INTO new (e, f) VALUES ('a', 'A');

-- what is loaded from a dump means the same as well
SELECT schemaver_dump('{main}') AS dump \gset
SET client_min_messages = warning;
DROP SCHEMA main CASCADE;
BEGIN;
:dump
COMMIT;
INSERT INTO main.new (e, f) VALUES ('a', 'A');
RESET search_path;


-- the server reads a constraint again when the type of a column changes, and the
-- downgrade creates what the upgrade drops
DROP SCHEMA main CASCADE;
CREATE SCHEMA main;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SET search_path = main, first, public;
CREATE TABLE retyped (e types.word, f types.word, t varchar(10), CHECK (e IS DISTINCT FROM f OR t = 'x'));
CREATE VIEW gone AS SELECT NULLIF(e, 'a') AS e FROM retyped;
SELECT schemaver_model($$
CREATE TABLE retyped (e types.word, f types.word, t varchar(20), CHECK (e IS DISTINCT FROM f OR t = 'x'));
$$, schemas => '{main}');
\set VERBOSITY terse
SELECT schemaver_revision('u', rev_id => 'u', autogenerate => true);
\set VERBOSITY default
SELECT upgrade FROM schemaver.revision WHERE revision = 'u';
RESET search_path;
SELECT schemaver_upgrade();
SELECT schemaver_check();
INSERT INTO main.retyped VALUES ('a', 'A', '');
SELECT schemaver_downgrade('base');
INSERT INTO main.retyped VALUES ('a', 'A', '');
INSERT INTO main.retyped VALUES ('A', 'b', '');
SELECT * FROM main.gone;
DROP SCHEMA main, first, second, types CASCADE;
