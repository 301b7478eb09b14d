-- an aggregate that a view uses changes
-- @before
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE AGGREGATE gone(integer) (SFUNC = int4larger, STYPE = integer);
CREATE VIEW v AS SELECT total(x) AS t FROM generate_series(1, 3) x;
-- @after
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '10', PARALLEL = SAFE, COMBINEFUNC = int4pl);
CREATE VIEW v AS SELECT total(x) AS t FROM generate_series(1, 3) x;
