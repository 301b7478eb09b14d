-- a model may drop what it made itself; that is nothing of the database's
-- @before
CREATE TABLE t (id integer PRIMARY KEY);
-- @after
CREATE TABLE t (id integer PRIMARY KEY);
CREATE TABLE draft (id integer);
DROP TABLE draft;
CREATE VIEW v AS SELECT id FROM t;
DROP VIEW IF EXISTS v;
CREATE VIEW v AS SELECT id AS key FROM t;
