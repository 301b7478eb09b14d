-- indexes come and go
-- @before
CREATE TABLE t (a integer, b text, c jsonb);
CREATE INDEX t_b ON t (b);
-- @after
CREATE TABLE t (a integer, b text, c jsonb);
CREATE INDEX ON t (a);
CREATE UNIQUE INDEX t_unique ON t (a, lower(b));
CREATE INDEX t_c ON t USING gin (c);
