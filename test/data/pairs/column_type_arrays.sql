-- arrays of another element type, and text of the form of an array
-- @keeps SELECT a::text, b::text FROM t
-- @before
CREATE TABLE t (a integer[] DEFAULT '{1,2}', b text DEFAULT '{}');
-- @data
INSERT INTO t VALUES ('{3,4}', '{x,y}');
-- @after
CREATE TABLE t (a text[] DEFAULT '{1,2}', b text[] DEFAULT '{}');
