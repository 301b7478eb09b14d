-- an index on a function whose body changes, and one whose volatility does
-- @before
CREATE TABLE t (a text);
CREATE FUNCTION norm(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
CREATE INDEX t_norm ON t (norm(a)) WHERE norm(a) <> '';
-- @after
CREATE TABLE t (a text);
CREATE FUNCTION norm(t text) RETURNS text IMMUTABLE STRICT LANGUAGE sql AS 'SELECT lower(trim(t))';
CREATE INDEX t_norm ON t (norm(a)) WHERE norm(a) <> '';
