-- a check for NULL becomes NOT NULL, and the other way round
-- @keeps SELECT * FROM t
-- @before
CREATE TABLE t (id int CONSTRAINT c CHECK (id IS NOT NULL), "B" text CHECK ("B" IS NOT NULL));
-- @data
INSERT INTO t VALUES (1, 'b');
-- @after
CREATE TABLE t (id int NOT NULL, "B" text NOT NULL);
-- @data
INSERT INTO t VALUES (1, 'b');
