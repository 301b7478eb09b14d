-- Privileges on members of extensions are those that differ from what the
-- extension itself has granted.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;
CREATE ROLE regress_member;
CREATE SCHEMA ext;
CREATE EXTENSION hstore SCHEMA ext;
CREATE EXTENSION pg_stat_statements SCHEMA ext;
SET search_path = ext, public;

-- granted and revoked by the model only
SELECT schemaver_model($$
CREATE SCHEMA ext;
CREATE EXTENSION hstore SCHEMA ext;
CREATE EXTENSION pg_stat_statements SCHEMA ext;
REVOKE EXECUTE ON FUNCTION hstore(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hstore(text, text) TO regress_member;
REVOKE ALL ON pg_stat_statements FROM PUBLIC;
GRANT SELECT (query) ON pg_stat_statements TO regress_member;
GRANT USAGE ON TYPE hstore TO regress_member;
$$, schemas => '{ext}', privileges => true);
SELECT identity, action, upgrade, downgrade FROM schemaver_diff() ORDER BY 1;
\set VERBOSITY terse
SELECT schemaver_revision('r', rev_id => 'r', autogenerate => true);
\set VERBOSITY default
SELECT schemaver_upgrade();
SELECT schemaver_check();
SELECT has_function_privilege('regress_member', 'hstore(text, text)', 'EXECUTE'), has_column_privilege('regress_member', 'pg_stat_statements', 'query', 'SELECT'), has_column_privilege('regress_member', 'pg_stat_statements', 'userid', 'SELECT');

-- granted and revoked by others only
GRANT EXECUTE ON FUNCTION hstore(text[]) TO regress_member;
REVOKE EXECUTE ON FUNCTION hstore(text[]) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION hstore(text, text) FROM regress_member;
SELECT identity, action, upgrade FROM schemaver_diff() ORDER BY 1;
GRANT EXECUTE ON FUNCTION hstore(text, text) TO regress_member;
REVOKE EXECUTE ON FUNCTION hstore(text[]) FROM regress_member;
GRANT EXECUTE ON FUNCTION hstore(text[]) TO PUBLIC;
SELECT schemaver_check();

-- what nobody has changed is no difference
SELECT schemaver_downgrade('base');
SELECT schemaver_model('CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext; CREATE EXTENSION pg_stat_statements SCHEMA ext;', schemas => '{ext}', privileges => true);
SELECT schemaver_check();
SELECT has_table_privilege('regress_member', 'pg_stat_statements', 'SELECT');

-- with the extension
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_model($$
CREATE SCHEMA ext;
REVOKE ALL ON SCHEMA ext FROM regress_member;
CREATE EXTENSION hstore SCHEMA ext;
CREATE EXTENSION pg_stat_statements SCHEMA ext;
CREATE EXTENSION citext SCHEMA ext;
REVOKE EXECUTE ON FUNCTION citext_eq(citext, citext) FROM PUBLIC;
$$, schemas => '{ext}', privileges => true);
SELECT identity, action, upgrade, downgrade FROM schemaver_diff() ORDER BY 1;
\set VERBOSITY terse
SELECT schemaver_revision('s', rev_id => 's', autogenerate => true);
\set VERBOSITY default
SELECT schemaver_upgrade();
SELECT schemaver_check();
SELECT schemaver_downgrade('base');
SELECT count(*) FROM pg_extension WHERE extname = 'citext';

-- not compared unless privileges are
REVOKE EXECUTE ON FUNCTION hstore(text, text) FROM PUBLIC;
SELECT schemaver_model('CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext; CREATE EXTENSION pg_stat_statements SCHEMA ext;', schemas => '{ext}');
SELECT schemaver_check();

RESET search_path;
DROP EXTENSION hstore;
DROP EXTENSION pg_stat_statements;
DROP SCHEMA ext CASCADE;
DROP ROLE regress_member;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
