-- composite types come and go, one within the other
-- @before
CREATE TYPE gone AS (a integer);
-- @after
CREATE TYPE point3 AS (x numeric(5, 2), y numeric(5, 2), z numeric(5, 2));
CREATE TYPE line3 AS (a point3, b point3, "Label" text COLLATE "C", more point3[]);
CREATE TYPE empty AS ();
COMMENT ON TYPE line3 IS 'from a to b';
COMMENT ON COLUMN line3."Label" IS 'what to call it';
