-- two columns change their types with each other
-- @before
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a, b FROM t;
-- @after
CREATE TABLE t (a text, b integer);
CREATE VIEW v AS SELECT a, b FROM t;
