-- check constraints come, go and change under the same name
-- @before
CREATE TABLE t (a integer, b integer, CONSTRAINT same CHECK (a > 0), CONSTRAINT gone CHECK (b > 0));
-- @after
CREATE TABLE t (a integer, b integer, CONSTRAINT same CHECK (a > 1 AND b IN (1, 2, 3)), CONSTRAINT come CHECK (b <> a));
