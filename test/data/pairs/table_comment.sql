-- comments of a table and its columns come, change and go
-- @before
CREATE TABLE t (a integer, b integer, c integer);
COMMENT ON TABLE t IS 'before';
COMMENT ON COLUMN t.a IS 'goes';
COMMENT ON COLUMN t.b IS 'changes';
-- @after
CREATE TABLE t (a integer, b integer, c integer);
COMMENT ON TABLE t IS E'two lines\nand a ''quote'', a \\ and a $$';
COMMENT ON COLUMN t.b IS 'changed';
COMMENT ON COLUMN t.c IS '';
COMMENT ON COLUMN t.c IS 'comes';
