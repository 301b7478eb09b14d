-- collations, and columns and indexes that use them
-- @before
CREATE COLLATION gone FROM "C";
CREATE COLLATION changes (LC_COLLATE = 'C', LC_CTYPE = 'C');
CREATE TABLE t (a text, b text COLLATE changes);
-- @after
CREATE COLLATION come FROM "POSIX";
CREATE COLLATION changes (LC_COLLATE = 'POSIX', LC_CTYPE = 'C');
CREATE TABLE t (a text COLLATE come, b text COLLATE changes);
CREATE INDEX t_b ON t (b, a COLLATE "C");
COMMENT ON COLLATION come IS 'a collation';
