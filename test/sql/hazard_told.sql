-- Every hazard of every operation is told with a line, and stands in the script
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA app;
SET search_path = app, public;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE x (id int);
INSERT INTO x SELECT generate_series(1, 5);
CREATE TABLE y (id int PRIMARY KEY, g int, m mood, n int NOT NULL, note text);
CREATE INDEX y_g ON y (g);
CREATE TABLE z (y int REFERENCES y);
CREATE VIEW v WITH (security_barrier = true) AS SELECT id FROM y;
CREATE POLICY own ON y USING (true);
ALTER TABLE y ENABLE ROW LEVEL SECURITY;
SELECT schemaver_model($$
CREATE SCHEMA app;
SET search_path = app;
CREATE TYPE mood AS ENUM ('happy');
CREATE TABLE x (id int) PARTITION BY RANGE (id);
CREATE TABLE y (id bigint PRIMARY KEY, g int GENERATED ALWAYS AS (7) STORED, m mood,
	-- @renamed from=note
	remark text);
CREATE TABLE z (y bigint REFERENCES y);
CREATE VIEW v AS SELECT id FROM y;
CREATE INDEX y_g ON y (g, id);
$$, schemas => '{app}');
SET search_path = public;
\pset format unaligned
\pset tuples_only on
SET client_min_messages = info;
SELECT schemaver_revision('changes', autogenerate => true, rev_id => 'changes');
SET client_min_messages = warning;
SELECT upgrade FROM schemaver.revision;
SELECT downgrade FROM schemaver.revision;
-- in the file and out of it again, they stay
SELECT upgrade AS up, downgrade AS down FROM schemaver.revision \gset
SELECT content AS file FROM schemaver_export('changes') \gset
SELECT :'file' LIKE '%-- hazards: data_loss%';
DELETE FROM schemaver.revision;
SELECT schemaver_load(:'file');
SELECT upgrade = :'up', downgrade = :'down' FROM schemaver.revision;
-- the downgrade would need values that nobody has
SELECT schemaver_upgrade();
INSERT INTO app.y (id) VALUES (1);
SELECT schemaver_downgrade('-1');
DROP SCHEMA app CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
