-- grants on public come on top of those that a new database has, and one of these goes
-- @privileges
-- @before
CREATE TABLE t (a integer);
GRANT USAGE ON SCHEMA public TO app_reader;
-- @after
CREATE TABLE t (a integer);
GRANT CREATE ON SCHEMA public TO app_writer;
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
