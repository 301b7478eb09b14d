-- comments of views and their columns
-- @before
CREATE VIEW v AS SELECT 1 AS a, 2 AS b;
COMMENT ON VIEW v IS 'one';
COMMENT ON COLUMN v.a IS 'a';
-- @after
CREATE VIEW v AS SELECT 1 AS a, 2 AS b, 3 AS c;
COMMENT ON VIEW v IS 'two';
COMMENT ON COLUMN v.c IS 'c';
