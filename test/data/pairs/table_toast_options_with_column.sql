-- options of a toast table that comes with a new column
-- @before
CREATE TABLE t (id integer);
-- @after
CREATE TABLE t (id integer, b text) WITH (fillfactor = 90, toast.autovacuum_vacuum_threshold = 100);
