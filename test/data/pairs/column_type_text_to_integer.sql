-- a type change that needs USING; the data survive it
-- @keeps SELECT a::text FROM t ORDER BY 1
-- @before
CREATE TABLE t (a text NOT NULL, b text DEFAULT '7');
CREATE INDEX t_a_idx ON t (a);
-- @data
INSERT INTO t VALUES ('1'), ('22');
-- @after
CREATE TABLE t (a integer NOT NULL, b integer DEFAULT 7);
CREATE INDEX t_a_idx ON t (a);
-- @data
INSERT INTO t VALUES (1), (22);
