-- a model that reaches its state by ALTER, RENAME and DO
-- @before
CREATE TABLE t (id integer PRIMARY KEY);
-- @after
CREATE TABLE temporary_name (id integer, gone text, b integer);
ALTER TABLE temporary_name RENAME TO t;
ALTER TABLE t DROP gone;
ALTER TABLE t ALTER id TYPE bigint;
ALTER TABLE t ADD PRIMARY KEY (id);
ALTER TABLE t RENAME b TO c;
DO $$ BEGIN FOR i IN 1 .. 3 LOOP EXECUTE format('CREATE TABLE %I (id integer PRIMARY KEY)', 'shard_' || i); END LOOP; END $$;
