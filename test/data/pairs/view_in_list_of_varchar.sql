-- IN over a varchar column: what the server makes of it reads back as something else
-- @before
CREATE TABLE t (id integer PRIMARY KEY, s varchar(10));
-- @after
CREATE TABLE t (id integer PRIMARY KEY, s varchar(10), CONSTRAINT known CHECK (s IN ('a', 'b')));
CREATE INDEX t_ab ON t (id) WHERE s IN ('a', 'b');
CREATE VIEW v AS SELECT id FROM t WHERE s IN ('a', 'b') AND s NOT IN ('c', 'd');
CREATE POLICY p ON t USING (s = ANY ('{a,b}') OR s <> ALL (ARRAY['c', 'd']));
