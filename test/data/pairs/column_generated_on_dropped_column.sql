-- the column that a generated one was computed from goes
-- @before
CREATE TABLE t (id integer, first text, last text, name text GENERATED ALWAYS AS (first || ' ' || last) STORED);
CREATE INDEX t_name_idx ON t (name);
-- @after
CREATE TABLE t (id integer, full_name text, name text GENERATED ALWAYS AS (upper(full_name)) STORED);
CREATE INDEX t_name_idx ON t (name);
