-- an index is renamed, by a marker
-- @before
CREATE TABLE t (a integer, b integer);
CREATE INDEX old_name ON t (a, b DESC);
COMMENT ON INDEX old_name IS 'an index';
-- @after
CREATE TABLE t (a integer, b integer);
-- @renamed from=old_name
CREATE INDEX new_name ON t (a, b DESC);
COMMENT ON INDEX new_name IS 'an index';
