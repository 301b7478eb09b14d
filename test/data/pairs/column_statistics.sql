-- statistics targets and attribute options
-- @before
CREATE TABLE t (a integer, b integer, c integer);
ALTER TABLE t ALTER a SET STATISTICS 500, ALTER b SET (n_distinct = -0.5);
CREATE INDEX t_expr ON t ((a + b));
-- @after
CREATE TABLE t (a integer, b integer, c integer);
ALTER TABLE t ALTER b SET STATISTICS 0, ALTER b SET (n_distinct = 100), ALTER c SET (n_distinct = 5, n_distinct_inherited = 10);
CREATE INDEX t_expr ON t ((a + b));
ALTER INDEX t_expr ALTER COLUMN 1 SET STATISTICS 400;
