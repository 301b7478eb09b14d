-- the column is in no view column, only in a condition and an order
-- @before
CREATE TABLE t (id integer PRIMARY KEY, kind varchar(5), n integer);
CREATE VIEW v AS SELECT id FROM t WHERE kind = 'x' ORDER BY n;
-- @after
CREATE TABLE t (id integer PRIMARY KEY, kind text, n numeric);
CREATE VIEW v AS SELECT id FROM t WHERE kind = 'x' ORDER BY n;
