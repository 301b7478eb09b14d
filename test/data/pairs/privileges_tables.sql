-- grants on tables, columns and views
-- @privileges
-- @before
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a FROM t;
GRANT SELECT ON t TO app_reader;
GRANT ALL ON v TO app_writer;
GRANT SELECT (a) ON t TO app_owner;
-- @after
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a FROM t;
GRANT SELECT, INSERT ON t TO app_reader WITH GRANT OPTION;
GRANT SELECT ON v TO PUBLIC;
GRANT UPDATE (a, b), REFERENCES (b) ON t TO app_writer;
