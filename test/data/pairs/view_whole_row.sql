-- a view with the whole row of a table that gets a column
-- @before
CREATE TABLE t (id integer, a text);
CREATE VIEW v AS SELECT t AS "row", to_jsonb(t) AS j FROM t;
-- @after
CREATE TABLE t (id integer, a text, b integer);
CREATE VIEW v AS SELECT t AS "row", to_jsonb(t) AS j FROM t;
