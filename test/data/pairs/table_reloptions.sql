-- storage parameters come, change and go, those of TOAST too
-- @before
CREATE TABLE t (a integer, b text) WITH (fillfactor = 70, autovacuum_enabled = off, toast.autovacuum_enabled = off);
-- @after
CREATE TABLE t (a integer, b text) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_vacuum_threshold = 100, parallel_workers = 2);
