-- A role tries scripts out in schemas that are not its own, or that have objects
-- of others: what comes out is right, or it is said why there is nothing.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore, schemaver.verified;
SET client_min_messages = notice;
SET schemaver.online_min_size = 1;
-- before 15 a view has no such option
CREATE FUNCTION others_show() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT replace(concat_ws(E'\n--\n', revision, upgrade, downgrade), ' WITH (security_invoker = true)', '')
	FROM schemaver.revision ORDER BY revision $$;
CREATE ROLE regress_others_writer;
CREATE ROLE regress_others_reader;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_others_writer', current_database()) \gexec
GRANT USAGE ON SCHEMA schemaver, public TO regress_others_writer;
GRANT ALL ON ALL TABLES IN SCHEMA schemaver TO regress_others_writer;
GRANT ALL ON ALL SEQUENCES IN SCHEMA schemaver TO regress_others_writer;
CREATE SCHEMA others;
GRANT USAGE, CREATE ON SCHEMA others TO regress_others_writer;
CREATE TABLE others.foreign (id int PRIMARY KEY);
CREATE TABLE others.own (id int PRIMARY KEY, a int);
INSERT INTO others.own VALUES (1, 1), (2, 2);
CREATE VIEW others.seen AS SELECT a FROM others.own;
ALTER TABLE others.own OWNER TO regress_others_writer;
ALTER VIEW others.seen OWNER TO regress_others_writer;
GRANT SELECT ON others.own TO regress_others_reader;

-- ----------
-- The schema belongs to somebody else
-- ----------
SELECT schemaver_revision('rename', 'ALTER TABLE others.own RENAME TO owned', rev_id => 'r1');
SET ROLE regress_others_writer;
SELECT schemaver_split_rename('r1', 'r2');
RESET ROLE;
SELECT others_show();
SET ROLE regress_others_writer;
SELECT revision, verdict, finding FROM schemaver_verify();
RESET ROLE;

-- a verdict is about what is there, too
TRUNCATE schemaver.revision, schemaver.verified;
SELECT schemaver_revision('column', 'ALTER TABLE others.own ADD COLUMN b int', 'ALTER TABLE others.own DROP COLUMN b', rev_id => 'r1');
SET ROLE regress_others_writer;
SELECT verdict FROM schemaver_verify();
ALTER TABLE others.own ADD COLUMN b int;
SELECT verdict, finding FROM schemaver_verify();
ALTER TABLE others.own DROP COLUMN b;

-- what is left over is seen, and what is missing
SELECT schemaver_edit('r1', downgrade => 'ALTER TABLE others.own ALTER a SET NOT NULL');
SELECT verdict, finding FROM schemaver_verify();
SELECT schemaver_edit('r1', downgrade => 'SELECT 1');
SELECT verdict, finding FROM schemaver_verify();
SELECT verdict, finding FROM schemaver_verify(in_place => true);
SELECT schemaver_derive('r1');

-- in place, rows are those of these tables, too
SELECT schemaver_edit('r1', upgrade => 'DELETE FROM others.own WHERE id = 1', downgrade => 'INSERT INTO others.own VALUES (3, 3)');
SELECT verdict, finding FROM schemaver_verify(in_place => true);

-- a view there that a change breaks
SELECT schemaver_edit('r1', upgrade => 'ALTER TABLE others.own DROP COLUMN a CASCADE', downgrade => NULL);
SET client_min_messages = warning;
SELECT source, name, effect FROM schemaver_impact();
SET client_min_messages = notice;

-- an online form would be tried out where others wait for it
SELECT schemaver_edit('r1', upgrade => 'CREATE INDEX own_a ON others.own (a)');
SELECT schemaver_online('r1');
CREATE DOMAIN others.amount AS int;
SELECT schemaver_edit('r1', upgrade => 'ALTER DOMAIN others.amount ADD CHECK (value > 0)');
SELECT schemaver_online('r1');
CREATE SCHEMA others_own;
CREATE TABLE others_own.own_2 (a int);
INSERT INTO others_own.own_2 VALUES (1);
SELECT schemaver_edit('r1', upgrade => 'CREATE INDEX own_a ON others_own.own_2 (a)', downgrade => 'DROP INDEX others_own.own_a');
SELECT schemaver_online('r1');
-- drift there is no drift to a replay
SELECT * FROM schemaver_drift(schemas => '{others}', replay => true);
RESET ROLE;

-- ----------
-- The schema is the role's own, but for some objects in it
-- ----------
ALTER SCHEMA others OWNER TO regress_others_writer;
ALTER TABLE others.own ADD FOREIGN KEY (a) REFERENCES others.foreign NOT VALID;
TRUNCATE schemaver.revision, schemaver.verified;
SELECT schemaver_revision('rename', 'ALTER TABLE others.own RENAME TO owned', rev_id => 'r1');
SET ROLE regress_others_writer;
SELECT schemaver_split_rename('r1', 'r2');
SELECT revision, verdict, finding FROM schemaver_verify();
RESET ROLE;
SELECT others_show();

SET client_min_messages = warning;
DROP SCHEMA others, others_own CASCADE;
DROP FUNCTION others_show();
DROP OWNED BY regress_others_writer;
DROP ROLE regress_others_writer, regress_others_reader;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified;
