-- a window function written in C that the server has
-- @superuser
-- @before
-- @after
CREATE FUNCTION my_row_number() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';
CREATE VIEW v AS SELECT my_row_number() OVER (ORDER BY x) AS n FROM generate_series(1, 3) x;
