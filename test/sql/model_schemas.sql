-- Live schemas: compared with each other, and written down
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA staging;
CREATE TYPE staging.mood AS ENUM ('sad', 'happy');
CREATE FUNCTION staging.next_id() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE TABLE staging.people (
	id integer DEFAULT staging.next_id() PRIMARY KEY,
	mood staging.mood NOT NULL DEFAULT 'happy',
	boss integer REFERENCES staging.people,
	name text CHECK (name <> '')
);
COMMENT ON COLUMN staging.people.name IS 'of the person';
CREATE INDEX people_name ON staging.people (lower(name)) WHERE mood = 'sad';
CREATE VIEW staging.sad AS SELECT p.name, staging.next_id() AS n FROM staging.people p JOIN staging.people b ON b.id = p.boss WHERE p.mood = 'sad';
INSERT INTO staging.people VALUES (1, 'sad', 1, 'Ann');

CREATE SCHEMA "Live One";
CREATE TABLE "Live One".people (id integer PRIMARY KEY, name varchar(10), gone text);
INSERT INTO "Live One".people VALUES (7, 'Bob', 'x');

-- what makes the one like the other
SELECT kind, identity, action, hazard_code FROM schemaver_diff('Live One', 'staging');
SELECT string_agg(upgrade, E'\n' ORDER BY n) AS script
FROM schemaver_diff('Live One', 'staging') WITH ORDINALITY d (kind, identity, action, upgrade, downgrade, hazard, hazard_code, n) \gset
SELECT string_agg(downgrade, E'\n' ORDER BY n DESC) AS undo
FROM schemaver_diff('Live One', 'staging') WITH ORDINALITY d (kind, identity, action, upgrade, downgrade, hazard, hazard_code, n) \gset
BEGIN;
:script
TABLE "Live One".people;
SELECT count(*) AS differences FROM schemaver_diff('Live One', 'staging');
SELECT count(*) AS differences FROM schemaver_diff('staging', 'Live One');
ROLLBACK;
-- both are as they were
SELECT * FROM staging.sad;
SELECT count(*) AS differences FROM schemaver_diff('Live One', 'Live One');
SELECT nspname FROM pg_namespace WHERE nspname IN ('staging', 'Live One') OR nspname LIKE 'schemaver\_%' AND nspname <> 'schemaver_trash' ORDER BY 1;

-- from nothing, and to nothing
CREATE SCHEMA nothing;
SELECT kind, identity, action FROM schemaver_diff('nothing', 'staging');
SELECT kind, identity, action, hazard_code FROM schemaver_diff('staging', 'nothing');

-- neither owners nor privileges are compared
CREATE ROLE regress_schemas;
GRANT ALL ON staging.people TO regress_schemas;
ALTER TABLE "Live One".people OWNER TO regress_schemas;
SELECT count(*) FROM schemaver_diff('Live One', 'staging') WHERE upgrade ~ 'GRANT|OWNER TO';
ALTER TABLE "Live One".people OWNER TO CURRENT_USER;
DROP OWNED BY regress_schemas;
DROP ROLE regress_schemas;

-- what cannot be declared
SELECT kind, identity, action FROM schemaver_diff('staging', 'staging', strict => true);

-- ----------
-- Dumps
-- ----------
SELECT schemaver_dump('{staging}') AS dump \gset
SELECT :'dump';
DROP SCHEMA staging CASCADE;
:dump
RESET search_path;
SELECT schemaver_dump('{staging}') = :'dump' AS same;
SELECT schemaver_model(:'dump');
SELECT schemaver_check();

-- several, whose order makes no difference; names once and more
SELECT schemaver_dump('{nothing,Live One}');
SELECT schemaver_dump('{nothing,Live One}') = schemaver_dump('{Live One,nothing,nothing}') AS same;
SELECT schemaver_dump('{}') = schemaver_dump() AS same;
SELECT schemaver_dump(NULL) ~ 'CREATE TABLE staging.people' AS all_of_them;
-- and of a role with privileges
CREATE ROLE regress_schemas;
GRANT SELECT ON "Live One".people TO regress_schemas;
SELECT schemaver_dump('{Live One}') ~ 'GRANT' AS granted, schemaver_dump('{Live One}', privileges => true) ~ 'GRANT SELECT' AS declared;
DROP OWNED BY regress_schemas;
DROP ROLE regress_schemas;

DROP SCHEMA staging, "Live One", nothing CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
