-- the type of a column changes in tables of all kinds whose rows others use
-- @superuser
-- @before
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE FOREIGN TABLE far (a integer, b integer) SERVER elsewhere;
CREATE TABLE parted (a integer, b integer) PARTITION BY LIST (a);
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE parent (a integer, b integer);
CREATE TABLE child (c integer) INHERITS (parent);
CREATE TYPE shape AS (a integer, b integer);
CREATE TABLE typed OF shape;
CREATE TABLE t (f far, d parted, p part, h parent, c child, y typed);
CREATE VIEW v AS SELECT NULL::far AS f, NULL::parted AS d, NULL::part AS p, NULL::parent AS h, NULL::child AS c, NULL::typed AS y;
-- @after
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE FOREIGN TABLE far (a integer, b bigint) SERVER elsewhere;
CREATE TABLE parted (a integer, b bigint) PARTITION BY LIST (a);
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE parent (a integer, b bigint);
CREATE TABLE child (c integer) INHERITS (parent);
CREATE TYPE shape AS (a integer, b bigint);
CREATE TABLE typed OF shape;
CREATE TABLE t (f far, d parted, p part, h parent, c child, y typed);
CREATE VIEW v AS SELECT NULL::far AS f, NULL::parted AS d, NULL::part AS p, NULL::parent AS h, NULL::child AS c, NULL::typed AS y;
