-- The downgrade of a hand-written upgrade is derived from what that does, and
-- proved.
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore, schemaver.verified;
\pset format unaligned
\pset tuples_only on
CREATE TABLE users (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, age integer DEFAULT 18 CHECK (age > 0));
CREATE VIEW answer AS SELECT 42 AS answer;
GRANT SELECT ON users TO PUBLIC;
INSERT INTO users (name) VALUES ('ann'), ('bob');

-- With a revision
SELECT schemaver_revision('all sorts', rev_id => 'd1', derive => true, upgrade => $$
	DROP VIEW answer;
	ALTER TABLE users ALTER age TYPE bigint, ALTER age DROP DEFAULT, DROP CONSTRAINT users_age_check, ADD email text UNIQUE;
	CREATE TABLE posts (id serial PRIMARY KEY, author integer REFERENCES users);
	CREATE INDEX ON posts (author);
	CREATE FUNCTION adult(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 >= 18';
	COMMENT ON TABLE users IS 'who is here';
	REVOKE SELECT ON users FROM PUBLIC;
	ALTER TABLE users ENABLE ROW LEVEL SECURITY;
$$);
SELECT downgrade FROM schemaver_show('d1');
SELECT schemaver_derive('d1') = downgrade FROM schemaver_show('d1');
SELECT schemaver_upgrade();
SELECT schemaver_downgrade('base');
SELECT * FROM users ORDER BY id;
TABLE answer;

-- What is pending below a revision is run before it
SELECT schemaver_revision('index', rev_id => 'd2', transactional => false, derive => true, upgrade =>
	'CREATE INDEX CONCURRENTLY posts_author ON posts (author, id); DROP INDEX CONCURRENTLY posts_author_idx');
SELECT downgrade FROM schemaver_show('d2');

-- Nothing is written, and the downgrade that a revision has does not matter
SELECT schemaver_edit('d2', downgrade => 'SELECT 1');
SELECT schemaver_derive('d2');
SELECT downgrade FROM schemaver_show('d2');
-- unless that is wanted
SELECT schemaver_edit('d2', derive => true);
SELECT downgrade FROM schemaver_show('d2');
SELECT schemaver_remove('d2');

-- Nothing to be undone
SELECT schemaver_revision('nothing', rev_id => 'd3', derive => true, upgrade => 'SELECT 1');
SELECT '"' || downgrade || '"' FROM schemaver_show('d3');
SELECT schemaver_remove('d3');
DROP VIEW answer;
DROP TABLE users CASCADE;
SELECT schemaver_remove('d1');

-- A revision that is applied and has no downgrade: the state before it is made
-- from nothing
SELECT schemaver_revision('one', rev_id => 'a1', upgrade => 'CREATE TABLE one (a integer)', downgrade => 'DROP TABLE one');
SELECT schemaver_revision('two', rev_id => 'a2', upgrade => 'ALTER TABLE one RENAME a TO b; ALTER TABLE one ADD c text');
SELECT schemaver_upgrade();
INSERT INTO one VALUES (1, 'lost');
\set VERBOSITY default
SELECT schemaver_downgrade('base');
SELECT schemaver_derive('a2');
SELECT schemaver_edit('a2', derive => true);
SELECT schemaver_edit('a2', derive => true, force => true);
SELECT schemaver_downgrade('-1');
TABLE one;
SELECT schemaver_downgrade('base');
SELECT schemaver_remove('a2'), schemaver_remove('a1');

-- What is refused
SELECT schemaver_revision('x', rev_id => 'x', derive => true, upgrade => 'SELECT 1', downgrade => 'SELECT 2');
SELECT schemaver_revision('x', rev_id => 'x', derive => true, autogenerate => true);
SELECT schemaver_edit('x', derive => true, downgrade => 'SELECT 2');
SELECT schemaver_derive('nothing');
SELECT schemaver_derive('base');
BEGIN READ ONLY;
SELECT schemaver_derive('x');
ROLLBACK;
-- a script that fails, one that is none, and one that cannot be tried out
SELECT schemaver_revision('x', rev_id => 'x', derive => true, upgrade => E'SELECT 1;\nALTER TABLE nothing ADD x integer');
SELECT schemaver_revision('x', rev_id => 'x', derive => true, upgrade => 'CREATE TABEL x ()');
SELECT schemaver_revision('x', rev_id => 'x', derive => true, transactional => false, upgrade => 'VACUUM pg_class');
SELECT schemaver_revision('x', rev_id => 'x', upgrade => 'ALTER TABLE nothing ADD x integer');
SELECT schemaver_stamp('x');
SELECT schemaver_derive('x');
SELECT schemaver_stamp('base');
SELECT schemaver_remove('x');
SELECT revision FROM schemaver.revision;

-- A script that does not name what it changes
CREATE TABLE hidden (a integer);
SELECT schemaver_revision('dynamic', rev_id => 'y', derive => true, upgrade =>
	$$ DO $d$ BEGIN EXECUTE 'ALTER TABLE ' || 'hid' || 'den ADD b integer'; END $d$ $$);
SELECT downgrade FROM schemaver_show('y');
SELECT schemaver_remove('y');
DROP TABLE hidden;
