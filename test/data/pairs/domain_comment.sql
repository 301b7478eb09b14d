-- comments of domains and their constraints
-- @before
CREATE DOMAIN d AS integer CONSTRAINT c CHECK (VALUE > 0);
COMMENT ON DOMAIN d IS 'one';
-- @after
CREATE DOMAIN d AS integer CONSTRAINT c CHECK (VALUE > 0);
COMMENT ON DOMAIN d IS 'two';
COMMENT ON CONSTRAINT c ON DOMAIN d IS 'of the domain';
