-- columns are added at the end of a view that other views use
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a text, b text);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE VIEW w AS SELECT * FROM v;
GRANT SELECT ON v TO app_reader;
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a text, b text);
CREATE VIEW v AS SELECT id, a, b FROM t WHERE id > 0;
CREATE VIEW w AS SELECT * FROM v;
GRANT SELECT ON v TO app_reader;
