-- only an explicit cast leads from one type to the other
-- @keeps SELECT a::integer, b FROM t ORDER BY 1
-- @before
CREATE TABLE t (a boolean DEFAULT false, b integer);
-- @data
INSERT INTO t VALUES (true, 1), (false, 2);
-- @after
CREATE TABLE t (a integer DEFAULT 0, b integer);
