-- What the server is given as the text of a statement: that statement, and
-- nothing of the rest of the script.  Auditing, Citus and logs read it.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
CREATE SCHEMA script_text;
SET search_path = script_text, public;
SET client_min_messages = warning;

-- as utility commands get it
SELECT schemaver_revision('sees', rev_id => 'sees', upgrade => $$
	CREATE TABLE secrets (word text); -- 'äöü€'
	INSERT INTO secrets VALUES ('sesame');
	PREPARE first AS SELECT 1;
	PREPARE /* of the second */ second AS
		SELECT 'äöü';
	PREPARE "third;" AS SELECT 3$$, downgrade => $$ DEALLOCATE first; PREPARE fourth AS SELECT 4; DROP TABLE secrets $$);
SELECT schemaver_upgrade();
SELECT name, ltrim(statement, E' \t\n') FROM pg_prepared_statements ORDER BY name;
SELECT schemaver_downgrade('base');
SELECT btrim(statement) FROM pg_prepared_statements WHERE name = 'fourth';
DEALLOCATE ALL;

-- of nontransactional revisions
SELECT schemaver_edit('sees', transactional => false);
CALL schemaver_deploy();
SELECT name, ltrim(statement, E' \t\n') FROM pg_prepared_statements ORDER BY name;
\set VERBOSITY terse
CALL schemaver_deploy('base', 'downgrade');
\set VERBOSITY default
SELECT btrim(statement) FROM pg_prepared_statements WHERE name = 'fourth';
DEALLOCATE ALL;

-- Places of errors are right behind characters of several bytes: that of the
-- server, in the queries of functions, and while a script is only looked at.
SELECT schemaver_edit('sees', transactional => true, upgrade => $$
	CREATE TABLE secrets (word text DEFAULT 'äöü€äöü€äöü€');
	/* €€€ */ ALTER TABLE secrets ADD COLUMN "€" nosuch;
	SELECT 1$$);
SELECT schemaver_upgrade();
SELECT schemaver_edit('sees', upgrade => $$
	CREATE TABLE secrets (word text DEFAULT 'äöü€äöü€äöü€');
	/* €€€ */ INSERT INTO secrets SELECT '€€', nosuch;
	SELECT 1$$);
SELECT schemaver_upgrade();
SELECT verdict, finding FROM schemaver_verify('base:head');
SELECT schemaver_derive('sees');
SELECT schemaver_model($$
	CREATE TABLE script_text.a (word text DEFAULT 'äöü€äöü€äöü€');
	CREATE VIEW script_text.b AS SELECT '€', nosuch FROM script_text.a;
	CREATE TABLE script_text.c ();
$$);
DROP SCHEMA script_text CASCADE;
