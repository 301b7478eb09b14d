-- type and default change together, and the old default has no cast to the new type
-- @keeps SELECT id FROM t
-- @before
CREATE TABLE t (id integer, a text DEFAULT 'none', b integer DEFAULT 5, c text DEFAULT '1');
-- @data
INSERT INTO t VALUES (1, '5', 6, '7');
-- @after
CREATE TABLE t (id integer, a integer DEFAULT 0, b text DEFAULT 'five', c integer);
