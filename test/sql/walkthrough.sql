-- The first day with schemaver: the users table of a web application.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE SCHEMA walkthrough;
SET search_path = walkthrough, public;

SELECT schemaver_revision('create users table', rev_id => '1975ea83b712',
	upgrade => $$
		CREATE TABLE users (
			id			integer PRIMARY KEY,
			first_name	text,
			last_name	text,
			email		text NOT NULL UNIQUE,
			password	text,
			created_at	timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
			is_verified	boolean DEFAULT false NOT NULL,
			is_admin	boolean DEFAULT false NOT NULL
		);
	$$,
	downgrade => $$ DROP TABLE users $$);
SELECT schemaver_upgrade('head');
\d users

SELECT schemaver_revision('add email_verified_at to users', rev_id => 'ae1027a6acf0',
	upgrade => $$ ALTER TABLE users ADD email_verified_at timestamptz $$,
	downgrade => $$ ALTER TABLE users DROP email_verified_at $$);
SELECT schemaver_upgrade();
SELECT revision, message, is_head, is_current, state FROM schemaver_current();
SELECT revision, message, down_revisions, is_head, is_current, state FROM schemaver_history();
SELECT revision, message, down_revisions, children, is_head, state, transactional,
	   sha256 = applied_sha256 AS unchanged, upgrade, downgrade
FROM schemaver_show('ae10') \gx

SELECT schemaver_downgrade('-1');
SELECT attname FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname LIKE 'email%' ORDER BY 1;
SELECT schemaver_upgrade();

-- a data migration
INSERT INTO users (id, first_name, last_name, email)
VALUES (1, 'Ada', 'Lovelace', 'ada@example.com'), (2, 'Alan', 'Turing', 'alan@example.com');
SELECT schemaver_revision('add full_name to users', rev_id => '55af2cb1c267',
	upgrade => $$
		ALTER TABLE users ADD full_name text;
		UPDATE users SET full_name = first_name || ' ' || last_name;
		ALTER TABLE users ALTER full_name SET NOT NULL;
	$$,
	downgrade => $$ ALTER TABLE users DROP full_name $$);
SELECT schemaver_upgrade('+1');
SELECT id, full_name FROM users ORDER BY id;

-- two branches, a dependency across them, a merge
SELECT schemaver_revision('create invoices', rev_id => '2a95102259be', branch_label => '{billing}',
	upgrade => $$ CREATE TABLE invoices (id integer PRIMARY KEY, user_id integer REFERENCES users) $$,
	downgrade => $$ DROP TABLE invoices $$);
SELECT schemaver_revision('create parcels', rev_id => '3cac04ae8714', branch_label => '{shipping}',
	head => '{55af}', splice => true,
	upgrade => $$ CREATE TABLE parcels (id integer PRIMARY KEY) $$,
	downgrade => $$ DROP TABLE parcels $$);
SELECT schemaver_revision('a parcel has an invoice', rev_id => '27c6a30d7c24',
	head => '{shipping@head}', depends_on => '{billing}',
	upgrade => $$ ALTER TABLE parcels ADD invoice_id integer REFERENCES invoices $$,
	downgrade => $$ ALTER TABLE parcels DROP invoice_id $$);

-- the default is the head, but which one?
SELECT schemaver_revision('whereto');
SELECT schemaver_upgrade();
SELECT revision, branch_labels, is_effective_head FROM schemaver_heads();
SELECT revision, children FROM schemaver_branches();

SELECT schemaver_upgrade('shipping@head');
SELECT * FROM schemaver.version;
SELECT schemaver_merge('{heads}', 'merge billing and shipping', rev_id => 'd4867f3a4c0a');
SELECT schemaver_upgrade('head');
\pset format unaligned
\pset tuples_only on
SELECT schemaver_graph();
\pset tuples_only off
\pset format aligned
SELECT state, version, heads, applied, pending FROM schemaver_status();

-- all of it down and up again
SELECT schemaver_downgrade('base');
SELECT relname FROM pg_class WHERE relnamespace = 'walkthrough'::regnamespace AND relkind = 'r' ORDER BY 1;
SELECT step, operation, revision, message, problem FROM schemaver_plan('head');
SELECT count(*) FROM schemaver_upgrade('head');
SELECT relname FROM pg_class WHERE relnamespace = 'walkthrough'::regnamespace AND relkind = 'r' ORDER BY 1;

-- what was done
SELECT operation, revision, message, session_user_name = SESSION_USER AS me, duration IS NOT NULL AS timed
FROM schemaver.log ORDER BY id DESC LIMIT 3;

-- a database that had the tables before it had schemaver
DELETE FROM schemaver.applied;
SELECT state, version FROM schemaver_status();
SELECT schemaver_stamp('head');
SELECT state, version FROM schemaver_status();

RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA walkthrough CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
