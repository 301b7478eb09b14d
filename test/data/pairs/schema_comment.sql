-- the comment of a schema, with quotes in it
-- @before
CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'it''s the "app"';
-- @after
CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'it''s no longer the \app\';
