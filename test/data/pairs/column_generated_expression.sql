-- another expression of a generated column that an index and a view use
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE INDEX t_b_idx ON t (b);
CREATE VIEW v AS SELECT b FROM t;
COMMENT ON COLUMN t.b IS 'computed';
GRANT SELECT (b) ON t TO app_reader;
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer GENERATED ALWAYS AS (a * 3) STORED);
CREATE INDEX t_b_idx ON t (b);
CREATE VIEW v AS SELECT b FROM t;
COMMENT ON COLUMN t.b IS 'computed';
GRANT SELECT (b) ON t TO app_reader;
