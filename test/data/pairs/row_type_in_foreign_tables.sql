-- the type of a column changes, while foreign tables have rows of its table, in themselves and in other types
-- @superuser
-- @before
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE TABLE item (id integer, price integer);
CREATE DOMAIN one AS item;
CREATE TYPE pair AS (a item, b item[]);
CREATE TYPE span AS RANGE (subtype = item);
CREATE FOREIGN TABLE far (i item NOT NULL, ii item[], d one, p pair, ps pair[], s span, id integer) SERVER elsewhere;
CREATE TABLE near (f far);
CREATE FOREIGN TABLE farther (f far) SERVER elsewhere;
CREATE VIEW v AS SELECT (i).price, far FROM far;
-- @after
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE TABLE item (id integer, price bigint);
CREATE DOMAIN one AS item;
CREATE TYPE pair AS (a item, b item[]);
CREATE TYPE span AS RANGE (subtype = item);
CREATE FOREIGN TABLE far (i item NOT NULL, ii item[], d one, p pair, ps pair[], s span, id integer) SERVER elsewhere;
CREATE TABLE near (f far);
CREATE FOREIGN TABLE farther (f far) SERVER elsewhere;
CREATE VIEW v AS SELECT (i).price, far FROM far;
