-- the type of a column changes while some things begin to use rows of its table and others end to
-- @superuser
-- @before
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE TABLE item (id integer, price integer);
CREATE DOMAIN d AS item;
CREATE FOREIGN TABLE far (was item, becomes text) SERVER elsewhere;
CREATE TABLE near (n integer DEFAULT (ROW(1, 2)::item).id, m integer, CONSTRAINT goes CHECK ((ROW(n, m)::item).id > 0));
CREATE VIEW goes AS SELECT NULL::item AS i;
CREATE VIEW stays AS SELECT 1 AS a;
-- @after
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE TABLE item (id integer, price bigint);
CREATE DOMAIN d AS item DEFAULT ROW(1, 2)::item;
CREATE FOREIGN TABLE far (was text, becomes item, new item[], dd d) SERVER elsewhere;
CREATE TABLE near (n integer, m integer DEFAULT (ROW(1, 2)::item).id, CONSTRAINT comes CHECK ((ROW(n, m)::item).id > 0));
CREATE VIEW comes AS SELECT NULL::item AS i;
CREATE VIEW stays AS SELECT (NULL::item).id AS a;
CREATE TABLE new (i item, dd d);
