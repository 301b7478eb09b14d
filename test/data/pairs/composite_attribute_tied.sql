-- a type gets and loses attributes while indexes, checks, generated columns and partitions are made of its values
-- @since 14
-- @keeps SELECT (SELECT count(*) FROM hashed WHERE a = a), (SELECT (a).y FROM ordered ORDER BY (a).y LIMIT 1), (SELECT count(*) FROM computed WHERE y = (a).y), (SELECT count(*) FROM checked WHERE (a).y > 0)
-- @before
CREATE TYPE k AS (x integer, y integer);
CREATE TYPE l AS (x integer, y integer);
CREATE TYPE m AS (x integer, y integer);
CREATE TYPE n AS (x integer, y integer);
CREATE TYPE o AS (x integer, y integer);
CREATE TYPE q AS (x integer, y integer);
CREATE TYPE r AS (x integer, y integer);
CREATE TABLE hashed (a k);
CREATE INDEX hashed_a ON hashed USING hash (a);
CREATE TABLE ordered (a l, PRIMARY KEY (a));
CREATE TABLE computed (a m, y integer GENERATED ALWAYS AS ((a).y) STORED);
CREATE DOMAIN positive AS n CHECK ((VALUE).y > 0);
CREATE TABLE checked (a positive, CHECK ((a).y < 100));
CREATE TABLE parted (a o) PARTITION BY LIST (((a).y));
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE rows_of (id integer, a q);
CREATE TABLE holder (r rows_of);
CREATE INDEX holder_r ON holder (r);
CREATE TABLE read (a r);
CREATE MATERIALIZED VIEW reading AS SELECT a FROM read;
CREATE UNIQUE INDEX reading_a ON reading (a);
-- @data
INSERT INTO hashed VALUES (ROW(1, 2));
INSERT INTO ordered VALUES (ROW(1, 2)), (ROW(2, 1));
INSERT INTO computed VALUES (ROW(1, 2));
INSERT INTO checked VALUES (ROW(1, 2));
INSERT INTO parted VALUES (ROW(3, 1));
INSERT INTO rows_of VALUES (1, ROW(1, 2));
INSERT INTO read VALUES (ROW(1, 2));
-- @after
CREATE TYPE k AS (x integer, y integer, z integer);
CREATE TYPE l AS (y integer);
CREATE TYPE m AS (x integer, y integer, z integer);
CREATE TYPE n AS (y integer);
CREATE TYPE o AS (x integer, y integer, z integer);
CREATE TYPE q AS (y integer);
CREATE TYPE r AS (y integer);
CREATE TABLE hashed (a k);
CREATE INDEX hashed_a ON hashed USING hash (a);
CREATE TABLE ordered (a l, PRIMARY KEY (a));
CREATE TABLE computed (a m, y integer GENERATED ALWAYS AS ((a).y) STORED);
CREATE DOMAIN positive AS n CHECK ((VALUE).y > 0);
CREATE TABLE checked (a positive, CHECK ((a).y < 100));
CREATE TABLE parted (a o) PARTITION BY LIST (((a).y));
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE rows_of (id integer, a q);
CREATE TABLE holder (r rows_of);
CREATE INDEX holder_r ON holder (r);
CREATE TABLE read (a r);
CREATE MATERIALIZED VIEW reading AS SELECT a FROM read;
CREATE UNIQUE INDEX reading_a ON reading (a);
-- @data
INSERT INTO hashed VALUES (ROW(1, 2, 3));
INSERT INTO ordered VALUES (ROW(1)), (ROW(2));
INSERT INTO computed VALUES (ROW(1, 2, 3));
INSERT INTO checked VALUES (ROW(2));
INSERT INTO parted VALUES (ROW(3, 1, 2));
INSERT INTO rows_of VALUES (1, ROW(1));
INSERT INTO read VALUES (ROW(1));
