-- A backfill in an online form fires triggers, which the plain script would not:
-- they have no more rights than their owners, even if a superuser deploys.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified, schemaver.backfill;
SET schemaver.online_min_size = 1;
SET client_min_messages = warning;
\pset format unaligned
\pset tuples_only on
CREATE ROLE regress_rights_owner;
CREATE SCHEMA rights AUTHORIZATION regress_rights_owner;
GRANT USAGE ON SCHEMA rights TO PUBLIC;
SET ROLE regress_rights_owner;
CREATE TABLE rights.t (id int PRIMARY KEY, a int, b text);
INSERT INTO rights.t SELECT i, i, i::text FROM generate_series(1, 100) i;
CREATE TABLE rights.seen (what text);
GRANT INSERT ON rights.seen TO PUBLIC;
CREATE FUNCTION rights.see() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO rights.seen VALUES (TG_NAME || ' as ' || current_user);
	BEGIN
		EXECUTE 'SELECT 1 FROM pg_authid';
		INSERT INTO rights.seen VALUES (TG_NAME || ' has read passwords');
	EXCEPTION WHEN insufficient_privilege THEN NULL;
	END;
	RETURN NEW;
END $$;
CREATE TRIGGER before BEFORE UPDATE ON rights.t FOR EACH ROW EXECUTE FUNCTION rights.see();
CREATE TRIGGER after AFTER UPDATE ON rights.t FOR EACH ROW EXECUTE FUNCTION rights.see();
CREATE TRIGGER always BEFORE UPDATE ON rights.t FOR EACH ROW EXECUTE FUNCTION rights.see();
ALTER TABLE rights.t ENABLE ALWAYS TRIGGER always;
CREATE TRIGGER statement AFTER UPDATE ON rights.t EXECUTE FUNCTION rights.see();
CREATE CONSTRAINT TRIGGER deferred AFTER UPDATE ON rights.t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rights.see();
RESET ROLE;
-- for comparison: an UPDATE of a superuser
UPDATE rights.t SET a = a WHERE id = 1;
SELECT count(*) FROM rights.seen WHERE what ~ 'passwords';
TRUNCATE rights.seen;
SELECT schemaver_revision('type', 'ALTER TABLE rights.t ALTER a TYPE bigint', 'ALTER TABLE rights.t ALTER a TYPE int', rev_id => 'r1');
SELECT 1 FROM schemaver_online('r1');
CALL schemaver_deploy();
SELECT what, count(*) > 0 FROM rights.seen GROUP BY what ORDER BY what COLLATE "C";
SELECT pg_typeof(a), count(*) FROM rights.t GROUP BY 1;
TRUNCATE rights.seen;
-- a backfill that is called is an UPDATE of the caller
CALL schemaver_backfill('rights.t', 'a = a + 1');
SELECT count(*) FROM rights.seen WHERE what = 'before as ' || current_user;
DROP SCHEMA rights CASCADE;
DROP ROLE regress_rights_owner;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified, schemaver.backfill;
