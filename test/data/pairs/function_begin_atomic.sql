-- functions with bodies that the server parses, on tables and views that come with them
-- @since 14
-- @before
-- @after
CREATE TABLE t (id integer PRIMARY KEY, n integer);
CREATE VIEW v AS SELECT id, n * 2 AS n FROM t;
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(n) FROM v; END;
CREATE FUNCTION plus(a integer) RETURNS bigint LANGUAGE sql RETURN total() + a;
CREATE PROCEDURE put(a integer, b integer) LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (a, b); DELETE FROM t WHERE id = b; END;
ALTER TABLE t ADD c bigint DEFAULT plus(1);
