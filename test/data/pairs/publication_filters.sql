-- row filters, column lists and schemas, above a column that changes
-- @since 15
-- @before
CREATE SCHEMA app;
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
CREATE TABLE u (id integer PRIMARY KEY, a integer);
CREATE PUBLICATION p1 FOR TABLE t (id, a) WHERE (id > 0);
CREATE PUBLICATION p2 FOR TABLE t, u;
CREATE PUBLICATION p3 FOR TABLES IN SCHEMA app;
-- @after
CREATE SCHEMA app;
CREATE TABLE t (id integer PRIMARY KEY, a bigint, b text);
CREATE TABLE u (id integer PRIMARY KEY, a integer);
CREATE PUBLICATION p1 FOR TABLE t (id, a, b) WHERE (id > 10 AND b IS NULL) WITH (publish = 'insert');
CREATE PUBLICATION p2 FOR TABLE t (a, id), u WHERE (a > 0) WITH (publish = 'insert');
CREATE PUBLICATION p3 FOR TABLES IN SCHEMA public, TABLE t;
