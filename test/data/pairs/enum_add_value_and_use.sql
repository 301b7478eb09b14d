-- a new value is used at once, in a default, a check, an index and a view
-- @before
CREATE TYPE state AS ENUM ('new', 'done');
CREATE TABLE t (id integer, s state DEFAULT 'new');
-- @after
CREATE TYPE state AS ENUM ('draft', 'new', 'done');
CREATE TABLE t (id integer, s state DEFAULT 'draft', CONSTRAINT no_drafts CHECK (id > 0 OR s <> 'draft'));
CREATE INDEX t_drafts ON t (id) WHERE s = 'draft';
CREATE VIEW drafts AS SELECT id FROM t WHERE s = 'draft';
