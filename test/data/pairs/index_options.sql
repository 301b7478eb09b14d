-- storage parameters of indexes
-- @before
CREATE TABLE t (a integer, b tsvector);
CREATE INDEX i1 ON t (a) WITH (fillfactor = 70);
CREATE INDEX i2 ON t USING gin (b);
CREATE INDEX i3 ON t USING brin (a) WITH (pages_per_range = 32);
-- @after
CREATE TABLE t (a integer, b tsvector);
CREATE INDEX i1 ON t (a) WITH (fillfactor = 90, deduplicate_items = off);
CREATE INDEX i2 ON t USING gin (b) WITH (fastupdate = off, gin_pending_list_limit = 128);
CREATE INDEX i3 ON t USING brin (a) WITH (autosummarize = on);
