-- the type of a column that a view uses
-- @keeps SELECT name FROM v
-- @before
CREATE TABLE t (id integer PRIMARY KEY, name varchar(20), n integer);
CREATE VIEW v AS SELECT name, n + 1 AS next FROM t WHERE n > 0;
COMMENT ON VIEW v IS 'keep me';
COMMENT ON COLUMN v.name IS 'me too';
GRANT SELECT ON v TO app_reader;
-- @data
INSERT INTO t VALUES (1, 'x', 1);
-- @after
CREATE TABLE t (id integer PRIMARY KEY, name text, n bigint);
CREATE VIEW v AS SELECT name, n + 1 AS next FROM t WHERE n > 0;
COMMENT ON VIEW v IS 'keep me';
COMMENT ON COLUMN v.name IS 'me too';
GRANT SELECT ON v TO app_reader;
