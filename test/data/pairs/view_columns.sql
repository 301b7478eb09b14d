-- columns of a view go, change their names, types, places
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a text, b text);
CREATE VIEW v AS SELECT id, a, b FROM t;
CREATE VIEW w AS SELECT id FROM v;
CREATE VIEW x AS SELECT id, a FROM t;
CREATE VIEW y AS SELECT id, a FROM t;
CREATE VIEW z AS SELECT a COLLATE "C" AS a FROM t;
COMMENT ON COLUMN x.a IS 'a column';
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a text, b text);
CREATE VIEW v AS SELECT id, b FROM t;
CREATE VIEW w AS SELECT id FROM v;
CREATE VIEW x AS SELECT id, a AS b FROM t;
CREATE VIEW y AS SELECT a, id::text FROM t;
CREATE VIEW z AS SELECT a COLLATE "POSIX" AS a FROM t;
COMMENT ON COLUMN x.b IS 'a column';
