-- the function of a default reads the table itself
-- @before
-- @after
CREATE TABLE t (id integer PRIMARY KEY, n bigint);
CREATE FUNCTION next_n() RETURNS bigint LANGUAGE sql AS 'SELECT max(n) + 1 FROM t';
ALTER TABLE t ALTER n SET DEFAULT next_n();
CREATE FUNCTION is_valid(r t) RETURNS boolean LANGUAGE sql AS 'SELECT r.id > 0';
ALTER TABLE t ADD CONSTRAINT valid CHECK (is_valid(t));
