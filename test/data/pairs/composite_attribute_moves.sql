-- one type loses an attribute of another one, which gets one of it; both are stored, and an enum goes with its attribute
-- @keeps SELECT (x).n, (y).n FROM t
-- @before
CREATE TYPE gone AS ENUM ('a');
CREATE TYPE b AS (n integer);
CREATE TYPE a AS (n integer, inside b, e gone);
CREATE TABLE t (x a, y b, z a[]);
CREATE TABLE typed OF a;
CREATE VIEW v AS SELECT x, y, (y).n FROM t;
-- @data
INSERT INTO t VALUES (ROW(1, NULL, NULL), ROW(2), '{}');
-- @after
CREATE TYPE a AS (n integer);
CREATE TYPE b AS (n integer, inside a);
CREATE TABLE t (x a, y b, z a[]);
CREATE TABLE typed OF a;
CREATE VIEW v AS SELECT x, y, (y).n FROM t;
-- @data
INSERT INTO t VALUES (ROW(1), ROW(2, NULL), '{}');
