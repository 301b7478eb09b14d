-- a plain column becomes a generated one
-- @before
CREATE TABLE t (a integer, b integer DEFAULT 1 NOT NULL UNIQUE);
-- @after
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED NOT NULL UNIQUE);
