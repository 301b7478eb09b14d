-- a materialized view stays populated, whatever the model says about its data, and one that has no data stays so
-- @keeps SELECT string_agg(concat(c.relname, ' ', c.relispopulated), ', ' ORDER BY c.relname) || (SELECT sum(c) FROM top) || (SELECT sum(n) FROM counted) FROM pg_class c WHERE c.relkind = 'm' AND c.relname <> 'source'
-- @before
CREATE TABLE men (s int);
CREATE MATERIALIZED VIEW counted AS SELECT s, count(*) AS n FROM men GROUP BY s WITH NO DATA;
CREATE UNIQUE INDEX ON counted (s);
CREATE VIEW between AS SELECT n FROM counted;
CREATE MATERIALIZED VIEW top AS SELECT count(*) AS c FROM between WITH NO DATA;
CREATE MATERIALIZED VIEW lazy AS SELECT s FROM men WITH NO DATA;
CREATE MATERIALIZED VIEW moved AS SELECT s FROM men WITH NO DATA;
-- @data
INSERT INTO men VALUES (1), (1), (2);
REFRESH MATERIALIZED VIEW counted;
REFRESH MATERIALIZED VIEW top;
REFRESH MATERIALIZED VIEW moved;
-- @after
CREATE TABLE men (s bigint);
CREATE MATERIALIZED VIEW source AS SELECT s FROM men WITH NO DATA;
CREATE MATERIALIZED VIEW counted AS SELECT s, count(*) AS n FROM men GROUP BY s WITH NO DATA;
CREATE UNIQUE INDEX ON counted (s);
CREATE VIEW between AS SELECT n FROM counted WHERE n > 0;
CREATE MATERIALIZED VIEW top AS SELECT count(*) AS c FROM between WITH NO DATA;
CREATE MATERIALIZED VIEW lazy AS SELECT s FROM men WITH NO DATA;
CREATE MATERIALIZED VIEW moved AS SELECT s FROM source WITH NO DATA;
-- @data
INSERT INTO men VALUES (1), (1), (2);
REFRESH MATERIALIZED VIEW source;
REFRESH MATERIALIZED VIEW counted;
REFRESH MATERIALIZED VIEW top;
REFRESH MATERIALIZED VIEW moved;
