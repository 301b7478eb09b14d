-- the comment of a type and its grants
-- @privileges
-- @before
CREATE TYPE e AS ENUM ('a');
COMMENT ON TYPE e IS 'one';
-- @after
CREATE TYPE e AS ENUM ('a');
COMMENT ON TYPE e IS 'two';
REVOKE USAGE ON TYPE e FROM PUBLIC;
GRANT USAGE ON TYPE e TO app_reader WITH GRANT OPTION;
