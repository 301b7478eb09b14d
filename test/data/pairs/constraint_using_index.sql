-- a constraint made from an index keeps the order of its columns
-- @before
CREATE TABLE t (a integer NOT NULL, b integer NOT NULL);
CREATE UNIQUE INDEX t_ba ON t (b, a);
-- @after
CREATE TABLE t (a integer NOT NULL, b integer NOT NULL);
CREATE UNIQUE INDEX t_ba ON t (b, a);
ALTER TABLE t ADD CONSTRAINT t_key PRIMARY KEY USING INDEX t_ba;
