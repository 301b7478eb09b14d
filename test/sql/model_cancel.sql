-- A cancel is an error, also in the evaluation of a model and in the test of scripts
\set VERBOSITY terse
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore;
CREATE SCHEMA canceled;
CREATE SCHEMA canceling;
CREATE FUNCTION canceling.f() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	IF current_setting('regress.cancel', true) = 'on' THEN
		RAISE query_canceled USING MESSAGE = 'canceled in f()';
	ELSIF current_setting('regress.cancel', true) = 'fails' THEN
		RAISE division_by_zero USING MESSAGE = 'failed in f()';
	END IF;
	RETURN 1;
END $$;
CREATE TABLE canceled.t (id integer);
CREATE INDEX t_id ON canceled.t (id) WHERE canceling.f() > 0;

-- in the evaluation of a model, which leaves nothing behind
SET regress.cancel = 'on';
SELECT schemaver_model('CREATE TABLE canceled.t (id integer); CREATE INDEX t_id ON canceled.t (id) WHERE canceling.f() > 0;', '{canceled}');
SELECT count(*) FROM schemaver.model;
SET regress.cancel = 'off';
SELECT schemaver_model('CREATE TABLE canceled.t (id integer, v text); CREATE INDEX t_id ON canceled.t (v) WHERE canceling.f() > 0;', '{canceled}');

-- in the test of scripts: no warning, and no revision
SET regress.cancel = 'on';
SELECT schemaver_revision('first', rev_id => 'first', autogenerate => true);
SELECT count(*) FROM schemaver.revision;

-- any other error is a warning
\set VERBOSITY sqlstate
SET regress.cancel = 'fails';
SELECT schemaver_revision('first', rev_id => 'first', autogenerate => true);
SELECT count(*) FROM schemaver.revision;

RESET regress.cancel;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache;
DROP SCHEMA canceled, canceling CASCADE;
