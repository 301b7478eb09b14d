-- the comment of public, which a new database has already
-- @before
CREATE TABLE t (a integer);
-- @after
CREATE TABLE t (a integer);
COMMENT ON SCHEMA public IS 'where we live';
