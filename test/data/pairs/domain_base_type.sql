-- a domain over another type, with columns, a view and a function that use it
-- @keeps SELECT id, code::text FROM t
-- @before
CREATE DOMAIN code AS integer CHECK (VALUE > 0);
CREATE TABLE t (id integer, code code NOT NULL DEFAULT 1, codes code[]);
CREATE VIEW v AS SELECT code FROM t;
CREATE FUNCTION f(c code) RETURNS code LANGUAGE sql AS 'SELECT c';
-- @data
INSERT INTO t VALUES (1, 5);
-- @after
CREATE DOMAIN code AS bigint CHECK (VALUE > 0);
CREATE TABLE t (id integer, code code NOT NULL DEFAULT 1, codes code[]);
CREATE VIEW v AS SELECT code FROM t;
CREATE FUNCTION f(c code) RETURNS code LANGUAGE sql AS 'SELECT c';
