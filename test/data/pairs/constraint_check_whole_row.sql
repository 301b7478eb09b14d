-- a check of the whole row
-- @before
CREATE TABLE t (a integer, b integer);
-- @after
CREATE TABLE t (a integer, b integer, c integer);
ALTER TABLE t ADD CONSTRAINT something CHECK (t IS NOT NULL);
