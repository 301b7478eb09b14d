-- the comment of an extension
-- (a model that says nothing of its comment leaves the one that there is)
-- @one_way
-- @superuser
-- @extension citext
-- @before
CREATE EXTENSION citext;
-- @after
CREATE EXTENSION citext;
COMMENT ON EXTENSION citext IS 'for e-mail addresses';
