-- generated columns come and become plain ones
-- @keeps SELECT a, b FROM t
-- @before
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
-- @data
INSERT INTO t VALUES (1), (2);
-- @after
CREATE TABLE t (a integer, b integer, c text GENERATED ALWAYS AS ('n' || a::text) STORED);
