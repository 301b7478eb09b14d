-- the index of the replica identity must be made anew
-- @before
CREATE TABLE t (id integer NOT NULL, n integer NOT NULL);
CREATE UNIQUE INDEX t_identity ON t (id);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_identity;
-- @after
CREATE TABLE t (id integer NOT NULL, n integer NOT NULL);
CREATE UNIQUE INDEX t_identity ON t (id, n);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_identity;
