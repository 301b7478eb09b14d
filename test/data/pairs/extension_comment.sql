-- the comment of an extension
-- @superuser
-- @extension citext
-- @before
CREATE EXTENSION citext;
-- @after
CREATE EXTENSION citext;
COMMENT ON EXTENSION citext IS 'for e-mail addresses';
