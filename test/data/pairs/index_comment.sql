-- comments of indexes; one index is made anew
-- @before
CREATE TABLE t (a integer, b integer);
CREATE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (b);
COMMENT ON INDEX i1 IS 'first';
COMMENT ON INDEX i2 IS 'second';
-- @after
CREATE TABLE t (a integer, b integer);
CREATE INDEX i1 ON t (a, b);
CREATE INDEX i2 ON t (b);
COMMENT ON INDEX i1 IS 'first';
