-- the comment of public, which a new database has already
-- what a model says nothing of stays, so there is no way back
-- (those before 15 do not dump it)
-- @since 15
-- @one_way
-- @before
CREATE TABLE t (a integer);
-- @after
CREATE TABLE t (a integer);
COMMENT ON SCHEMA public IS 'where we live';
