-- text, json and jsonb
-- @keeps SELECT a::text::jsonb, b::text::jsonb FROM t
-- @before
CREATE TABLE t (a text DEFAULT '{}', b json DEFAULT '[]');
-- @data
INSERT INTO t VALUES ('{"x": 1}', '[1]');
-- @after
CREATE TABLE t (a jsonb DEFAULT '{}', b jsonb DEFAULT '[]');
CREATE INDEX t_a_idx ON t USING gin (a jsonb_path_ops);
