-- public without its comment, as pg_dump writes it
-- @since 15
-- @before
CREATE TABLE t (a integer);
COMMENT ON SCHEMA public IS 'where we live';
-- @after
CREATE TABLE t (a integer);
COMMENT ON SCHEMA public IS '';
