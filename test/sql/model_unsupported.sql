-- What a model cannot declare is reported, by name and kind.
SET client_min_messages = error;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE SUBSCRIPTION "regress_schemaver Far" CONNECTION 'dbname=nowhere password=secret'
	PUBLICATION p WITH (connect = false, slot_name = NONE, enabled = false);
CREATE SCHEMA unsupported;
SET client_min_messages = warning;
SELECT schemaver_model('CREATE SCHEMA unsupported; CREATE TABLE unsupported.t (id integer)');
SELECT kind, identity FROM schemaver_diff();
SELECT schemaver_diff(strict => true);
SELECT schemaver_check(strict => true);

-- unless it is ignored
INSERT INTO schemaver.ignore VALUES ('unsupported object', 'subscription %');
SELECT kind, identity FROM schemaver_diff(strict => true);
CREATE TABLE unsupported.t (id integer);
SELECT schemaver_check(strict => true);

DROP SUBSCRIPTION "regress_schemaver Far";
DROP SCHEMA unsupported CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.ignore;
