-- Revisions are proved: each goes up, down and up again.
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore, schemaver.verified;
CREATE FUNCTION pg_temp.add(id text, upgrade text, downgrade text, transactional boolean DEFAULT true) RETURNS void
LANGUAGE sql AS $$ SELECT schemaver_revision(id, upgrade, downgrade, rev_id => id, transactional => transactional) $$;
CREATE VIEW pg_temp.proof AS SELECT revision, verdict, finding, restore FROM schemaver_verify('base:heads', again => true);

-- From nothing, each kind of verdict
\o /dev/null
SELECT pg_temp.add('r01', $$ CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL, name text);
	CREATE INDEX users_name ON users (name); $$, 'DROP TABLE users');
SELECT pg_temp.add('r02', $$ ALTER TABLE users ADD nick text UNIQUE $$, 'ALTER TABLE users DROP nick');
-- the index stays behind
SELECT pg_temp.add('r03', $$ CREATE TABLE notes (id int PRIMARY KEY, body text);
	CREATE INDEX users_email ON users (email) $$, 'DROP TABLE notes');
-- the column comes back without NOT NULL
SELECT pg_temp.add('r04', 'ALTER TABLE users DROP email', 'ALTER TABLE users ADD email text');
-- the column comes back at the end
SELECT pg_temp.add('r05', 'ALTER TABLE users DROP name', 'ALTER TABLE users ADD name text; CREATE INDEX users_name ON users (name)');
SELECT pg_temp.add('r06', 'ALTER TABLE notes ADD CHECK (id > 0)',
	'ALTER TABLE notes DROP CONSTRAINT notes_id_check, DROP CONSTRAINT notes_pkey; ALTER TABLE notes ADD CONSTRAINT notes_pkey1 PRIMARY KEY (id)');
SELECT pg_temp.add('r07', 'CREATE TABLE tags (name text)', 'DROP TABLE tag');
SELECT pg_temp.add('r08', $$ CREATE TYPE mood AS ENUM ('sad', 'ok') $$, 'DROP TYPE mood');
SELECT pg_temp.add('r09', $$ ALTER TYPE mood ADD VALUE 'happy' $$, '-- labels cannot be dropped');
-- uses the label of the revision before it
SELECT pg_temp.add('r10', $$ CREATE TABLE feels (m mood DEFAULT 'happy'); INSERT INTO feels VALUES ('happy') $$, 'DROP TABLE feels');
SELECT pg_temp.add('r11', 'CREATE TABLE IF NOT EXISTS logs (at timestamptz); CREATE SEQUENCE counter', 'DROP TABLE logs');
SELECT pg_temp.add('r12', 'CREATE TABLE kept (a int)', NULL);
SELECT pg_temp.add('r13', '', NULL);
SELECT pg_temp.add('r14', 'VACUUM feels', '', false);
SELECT pg_temp.add('r15', 'CREATE INDEX CONCURRENTLY feels_m ON feels (m)', 'DROP INDEX CONCURRENTLY feels_m', false);
SELECT pg_temp.add('r16', 'CREATE SCHEMA app; CREATE TABLE app.t (a int); GRANT SELECT ON app.t TO PUBLIC', 'DROP SCHEMA app CASCADE');
SELECT pg_temp.add('r17', 'GRANT SELECT ON feels TO PUBLIC', 'SELECT 1');
SELECT pg_temp.add('r18', $$ UPDATE feels SET m = 'ok' $$, 'SELECT 1');
SELECT pg_temp.add('r19', 'COMMENT ON TABLE feels IS $c$moods$c$', '');
-- rows that the second upgrade meets
SELECT pg_temp.add('r19b', 'ALTER TABLE feels ADD n int UNIQUE; INSERT INTO feels (n) VALUES (1)', 'ALTER TABLE feels DROP n');
SELECT pg_temp.add('r19c', 'ALTER TABLE kept ADD UNIQUE (a)', 'ALTER TABLE kept DROP CONSTRAINT kept_a_key');
SELECT pg_temp.add('r19d', 'INSERT INTO kept VALUES (1)', '');
\o
\x on
SELECT * FROM pg_temp.proof;
\x off

-- Nothing stays, and it works again, from the database as it is as well
SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r';
SELECT count(*) FROM schemaver_upgrade('r06');
SELECT revision, verdict, finding FROM schemaver_verify('current:r10');

-- Verdicts are kept: what is known is not verified again
SELECT revision, verdict, duration IS NULL AS known FROM schemaver_verify('current:r12');
SELECT schemaver_edit('r11', downgrade => 'DROP TABLE logs; DROP SEQUENCE counter');
SELECT revision, verdict, duration IS NULL AS known FROM schemaver_verify('current:r12');
SELECT revision, verdict, duration IS NULL AS known FROM schemaver_verify('r10:r12');

-- A range that does not begin at the version, and a single revision
SELECT revision, verdict FROM schemaver_verify('r01:r03', again => true);
SELECT revision, verdict FROM schemaver_verify('r02:r02', again => true);
SELECT revision, verdict FROM schemaver_verify('base:base');

-- An upgrade that fails, and what comes after it
SELECT pg_temp.add('r20', 'ALTER TABLE nothing ADD a int', 'SELECT 1');
SELECT pg_temp.add('r21', 'SELECT 1', 'SELECT 1');
SELECT revision, verdict, finding FROM schemaver_verify('r19d:heads');
SELECT revision FROM schemaver_verify('r20:r21');

-- In place, with the rows that are there
INSERT INTO users (nick) VALUES ('a');
SELECT revision, verdict FROM schemaver_verify('current:r08', in_place => true);
SELECT revision, verdict, finding FROM schemaver_verify('r18', in_place => true) WHERE verdict <> 'ok';
SELECT * FROM schemaver_verify('base:r08', in_place => true);
SELECT nick FROM users;

-- Scripts that cannot be parsed; what a cascade takes along
SELECT schemaver_remove(r) IS NOT NULL AS removed FROM unnest('{r21,r20}'::text[]) r;
SELECT pg_temp.add('r22', 'CREATE TABLE parsed (a int)', 'DROP TABEL parsed');
SELECT pg_temp.add('r23', 'CREATE TABEL parsed ()', 'DROP TABLE parsed');
SELECT revision, verdict, finding FROM schemaver_verify('r19d:heads');
SELECT schemaver_remove('r23');
SELECT count(*) FROM schemaver_stamp('r22');
CREATE SCHEMA gone;
CREATE TABLE gone.t (a int);
CREATE VIEW over AS SELECT a FROM gone.t;
SELECT pg_temp.add('r24', 'DROP SCHEMA gone CASCADE', 'CREATE SCHEMA gone; CREATE TABLE gone.t (a int)');
SELECT revision, verdict, finding FROM schemaver_verify();
DROP SCHEMA gone CASCADE;

-- Arguments
SELECT * FROM schemaver_verify('nowhere');
SELECT * FROM schemaver_verify(rows => -1);
SELECT * FROM schemaver_verify(sample => true);
SELECT count(*) FROM schemaver_verify('current:current');

DROP TABLE users, notes;
