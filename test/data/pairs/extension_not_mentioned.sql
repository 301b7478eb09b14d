-- neither side creates the extension that both use: it is there, and stays
-- @extension citext
-- @preload CREATE EXTENSION citext
-- @before
CREATE TABLE t (id integer PRIMARY KEY, email citext);
-- @after
CREATE TABLE t (id integer PRIMARY KEY, email citext NOT NULL, other public.citext);
