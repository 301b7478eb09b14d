-- From a declared schema to revisions: the first steps of every tutorial
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA tutorial;
SET search_path = tutorial, public;

SELECT schemaver_diff();
SELECT schemaver_revision('too early', autogenerate => true);

SELECT schemaver_model($$
CREATE TABLE users (
	id serial PRIMARY KEY,
	name varchar(50) NOT NULL,
	created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE INDEX users_name_idx ON users (lower(name));
$$);

\x on
SELECT * FROM schemaver_diff();
\x off

SELECT schemaver_check();
SELECT schemaver_revision('create users table', autogenerate => true, rev_id => 'users');

-- what is written must be applied before more is detected
SELECT schemaver_revision('again', autogenerate => true);
SELECT schemaver_upgrade('head');
SELECT schemaver_check();
SELECT schemaver_revision('nothing to do', autogenerate => true) IS NULL AS nothing;
SELECT schemaver_revision('nothing to do', autogenerate => true, allow_empty => true, rev_id => 'empty');
SELECT schemaver_upgrade('head');

-- the model changes
SELECT schemaver_model($$
CREATE TABLE users (
	id serial PRIMARY KEY,
	name varchar(50) NOT NULL,
	email text,
	created_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE INDEX users_name_idx ON users (lower(name));
$$);
SELECT schemaver_revision('add email column to user', autogenerate => true, rev_id => 'email');
\t on
\a
SELECT upgrade FROM schemaver_show('email');
SELECT downgrade FROM schemaver_show('email');
\a
\t off
SELECT schemaver_upgrade('head');
INSERT INTO users (name, email) VALUES ('Ann', 'ann@example.com');
SELECT schemaver_check();
SELECT schemaver_downgrade('-1');
SELECT id, name FROM users;
SELECT schemaver_check();

-- a marker must be above something
SELECT schemaver_model($$
CREATE TABLE users (id integer);
-- @renamed from=people
$$);
SELECT count(*) > 0 AS differs FROM schemaver_diff();

-- scripts come from one place
SELECT schemaver_revision('both', 'SELECT 1', autogenerate => true);

SELECT schemaver_downgrade('base');
SELECT count(*) FROM pg_class WHERE relnamespace = 'tutorial'::regnamespace;

RESET search_path;
DROP SCHEMA tutorial;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
