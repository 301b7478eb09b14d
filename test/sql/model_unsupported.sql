-- What a model cannot declare is reported, by name and kind: here a relation of
-- a kind that no server has.
SET client_min_messages = error;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE SCHEMA unsupported;
CREATE TABLE unsupported."Strange" ();
SET allow_system_table_mods = on;
UPDATE pg_class SET relkind = 'Q' WHERE oid = 'unsupported."Strange"'::regclass;
SET client_min_messages = warning;
SELECT schemaver_model('CREATE SCHEMA unsupported; CREATE TABLE unsupported.t (id integer)');
SELECT kind, identity FROM schemaver_diff();
SELECT schemaver_diff(strict => true);
SELECT schemaver_check(strict => true);

-- unless it is ignored
INSERT INTO schemaver.ignore VALUES ('unsupported object', 'relation unsupported.%');
SELECT kind, identity FROM schemaver_diff(strict => true);
CREATE TABLE unsupported.t (id integer);
SELECT schemaver_check(strict => true);

UPDATE pg_class SET relkind = 'r' WHERE relname = 'Strange' AND relnamespace = 'unsupported'::regnamespace;
RESET allow_system_table_mods;
DROP SCHEMA unsupported CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.ignore;
