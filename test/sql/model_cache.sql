-- The facts of a model are kept until something changes that they depend on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.ignore;
CREATE SCHEMA kept;
CREATE SCHEMA unmanaged;
CREATE DOMAIN unmanaged.email AS text;
CREATE TABLE kept.t (id integer, mail unmanaged.email);
SET search_path = kept, public;

-- this model sends a notice when it is evaluated
SELECT schemaver_model($$
CREATE EXTENSION IF NOT EXISTS plpgsql;
CREATE TABLE t (id integer, mail unmanaged.email);
DO 'BEGIN RAISE NOTICE ''tried out''; END';
$$);
SELECT schemaver_check();
SELECT schemaver_diff();
SELECT facts IS NOT NULL AS facts, length(facts_key) FROM schemaver.model_cache;

-- what is in the schema of the model is not what it depends on
ALTER TABLE t ADD extra integer;
SELECT identity, action FROM schemaver_diff();
ALTER TABLE t DROP extra;
INSERT INTO t VALUES (1, 'x');
SELECT schemaver_check();

-- nor is what it does not use of what is elsewhere
CREATE TABLE unmanaged.users (id integer);
CREATE SCHEMA kept_elsewhere CREATE TABLE t2 (id integer);
BEGIN;
ALTER EXTENSION plpgsql ADD TABLE unmanaged.users;
SELECT schemaver_check();
ROLLBACK;
DROP TABLE kept_elsewhere.t2;
SELECT schemaver_check();
DROP SCHEMA kept_elsewhere;

-- after each of these it is evaluated again
\set try_out 'SET client_min_messages = error; SELECT FROM schemaver.model m, schemaver_model(m.ddl, m.schemas); SET client_min_messages = notice;'
-- what it uses of another schema
ALTER DOMAIN unmanaged.email SET NOT NULL;
SELECT schemaver_check();
:try_out
SELECT schemaver_check();
-- what is not to be looked at
INSERT INTO schemaver.ignore VALUES ('view', 'nothing');
SELECT schemaver_check();
:try_out
DELETE FROM schemaver.ignore;
SELECT schemaver_check();
:try_out
-- an extension
BEGIN;
SET LOCAL allow_system_table_mods = on;
UPDATE pg_extension SET extversion = '9.9' WHERE extname = 'plpgsql';
SELECT schemaver_check();
ROLLBACK;
SELECT schemaver_check();
-- the owner of the schema
BEGIN;
CREATE ROLE regress_kept;
ALTER SCHEMA kept OWNER TO regress_kept;
SELECT schemaver_check();
ROLLBACK;
-- where and how things are made by default
SET default_tablespace = pg_default;
SELECT schemaver_check();
RESET default_tablespace;
-- the text, the schemas, the path with which it was declared
UPDATE schemaver.model SET ddl = ddl || ' ';
SELECT schemaver_check();
:try_out
UPDATE schemaver.model SET search_path = 'kept';
SELECT schemaver_check();
:try_out
-- but not the path of the caller, whose names are no others
SET search_path = unmanaged, public;
SELECT schemaver_check();
SET search_path = kept, public;

-- ----------
-- What is kept is used as it is
-- ----------
BEGIN READ ONLY;
SELECT schemaver_check();
ROLLBACK;
UPDATE schemaver.model_cache SET facts = NULL, verified = NULL;
SELECT schemaver_check();
UPDATE schemaver.model_cache SET facts_key = NULL;
SELECT schemaver_check();
:try_out

-- a check that had to try it out keeps what it found
UPDATE schemaver.model_cache SET facts_key = 'x';
SELECT schemaver_check();
SELECT facts_key = 'x' AS lost FROM schemaver.model_cache;
:try_out

-- what another version of ours has written is not read
UPDATE schemaver.model_cache SET facts = '\x00000007616e6f7468657201a275ef', verified = NULL;
SELECT schemaver_check();
SELECT length(facts) > 15 AS written FROM schemaver.model_cache;

-- ----------
-- What is damaged, or was written by another role, is not read either
-- ----------
DO $$
DECLARE
	good bytea := (SELECT facts FROM schemaver.model_cache);
	size integer := length(good);
	bad bytea;
	mended integer := 0;
	tries integer := 0;
BEGIN
	-- cut off anywhere, with one bit changed anywhere, or of another role
	FOREACH bad IN ARRAY '{"", "\\x00", "\\xdeadbeefdeadbeefdeadbeef"}'::bytea[]
		|| (SELECT array_agg(substr(good, 1, size * i / 7)) FROM generate_series(0, 6) i)
		|| (SELECT array_agg(set_bit(good, size * i, 1 - get_bit(good, size * i))) FROM generate_series(0, 7) i)
	LOOP
		tries := tries + 1;
		UPDATE schemaver.model_cache SET facts = bad, verified = NULL;
		PERFORM schemaver_check();
		mended := mended + (SELECT count(*) FROM schemaver.model_cache WHERE length(facts) = size);
	END LOOP;
	IF mended = tries AND tries > 15 THEN
		RAISE NOTICE 'it is tried out again each time';
	ELSE
		RAISE WARNING '% of %', mended, tries;
	END IF;
END
$$;
:try_out
SELECT schemaver_check();

-- nor are facts of something else, and the note of a check is none of its state alone
CREATE TEMP TABLE before AS SELECT * FROM schemaver.model_cache;
CREATE DOMAIN unmanaged.name AS text;
ALTER TABLE t ADD name unmanaged.name;
SELECT FROM schemaver.model m, schemaver_model(replace(m.ddl, 'mail unmanaged.email', 'mail unmanaged.email, name unmanaged.name'), m.schemas);
SELECT schemaver_check();
UPDATE schemaver.model_cache c SET facts = b.facts, verified = NULL FROM before b;
SELECT schemaver_check();
UPDATE schemaver.model_cache c SET facts = b.facts, verified = pg_current_xact_id()::xid || ' ' || split_part(b.verified, ' ', 2) FROM before b;
SELECT schemaver_check();

RESET search_path;
DROP SCHEMA kept, unmanaged CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.ignore;
