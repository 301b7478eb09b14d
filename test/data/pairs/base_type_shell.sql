-- a shell type, which nothing fills
-- @before
CREATE TYPE one;
-- @after
CREATE TYPE one;
CREATE TYPE two;
COMMENT ON TYPE two IS 'some day';
