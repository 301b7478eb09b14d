-- a transform for a language
-- @superuser
-- @before
CREATE TYPE pair AS (a integer, b integer);
-- @after
CREATE TYPE pair AS (a integer, b integer);
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
COMMENT ON TRANSFORM FOR integer LANGUAGE sql IS 'a transform';
