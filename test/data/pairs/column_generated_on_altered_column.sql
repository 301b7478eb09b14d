-- the column that a generated one is computed from gets another type
-- @before
CREATE TABLE t (a integer, b integer, total integer GENERATED ALWAYS AS (a + b) STORED CHECK (total > 0));
-- @after
CREATE TABLE t (a bigint, b integer, total bigint GENERATED ALWAYS AS (a + b) STORED CHECK (total > 0));
