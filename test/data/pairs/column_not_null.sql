-- NOT NULL comes and goes
-- @before
CREATE TABLE t (a integer, b integer NOT NULL, c integer NOT NULL PRIMARY KEY, d integer);
-- @after
CREATE TABLE t (a integer NOT NULL, b integer, c integer NOT NULL, d integer NOT NULL DEFAULT 0, PRIMARY KEY (d));
