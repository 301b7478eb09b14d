-- the comment of public, which a new database has already
-- (those before 15 do not dump it)
-- @since 15
-- @before
CREATE TABLE t (a integer);
-- @after
CREATE TABLE t (a integer);
COMMENT ON SCHEMA public IS 'where we live';
