-- what runs functions comes after what their bodies use, which only the order
-- of the model tells
-- @keeps SELECT x FROM t
-- @before
CREATE TABLE t (x int);
CREATE TABLE u (x int);
-- @data
INSERT INTO t VALUES (5);
INSERT INTO u VALUES (5);
-- @after
CREATE VIEW lim AS SELECT 1 AS y;
CREATE FUNCTION z() RETURNS SETOF lim LANGUAGE sql AS 'SELECT * FROM public.lim';
CREATE FUNCTION ok(int) RETURNS boolean LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM public.z() WHERE y <= $1)';
CREATE MATERIALIZED VIEW zz AS SELECT count(*) AS n FROM z();
CREATE VIEW of_zz AS SELECT n FROM zz;
CREATE FUNCTION n() RETURNS bigint STABLE LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT y FROM public.lim); END';
CREATE FUNCTION frozen(int) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT public.n() + $1';
CREATE MATERIALIZED VIEW a_second AS SELECT frozen(1) AS n;
CREATE TABLE t (x int, a bigint DEFAULT n(), b text DEFAULT 'b', c bigint GENERATED ALWAYS AS (frozen(x)) STORED,
	CONSTRAINT c CHECK (ok(x)));
CREATE INDEX a_first ON t (frozen(x)) WHERE frozen(1) > 0;
CREATE DOMAIN d AS int CHECK (ok(VALUE));
CREATE TABLE u (x d, y d DEFAULT 7);
