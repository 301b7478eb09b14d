-- values go, and their rows get other ones: in columns, arrays, domains, composite types
-- @keeps SELECT id, CASE WHEN s::text IN ('deleted', 'archived') THEN 'gone' WHEN s::text = 'it''s' THEN 'live' ELSE s::text END, replace(replace(ss::text, 'deleted', 'archived'), 'it''s', 'live'), replace(replace(d::text, 'deleted', 'archived'), 'it''s', 'live'), replace(replace(ds::text, 'deleted', 'archived'), 'it''s', 'live'), replace(replace(c::text, 'deleted', 'archived'), 'it''s', 'live') FROM t ORDER BY id
-- @one_way
-- @before
CREATE TYPE state AS ENUM ('draft', 'deleted', 'live', 'it''s', 'archived');
CREATE DOMAIN any_state AS state;
CREATE DOMAIN states AS state[];
CREATE TYPE change AS (at integer, s state, d any_state);
CREATE TABLE t (id integer PRIMARY KEY, s state DEFAULT 'draft', ss state[], d any_state, ds states, c change);
-- @data
INSERT INTO t VALUES
	(1, 'draft', '{live}', 'live', '{live}', '(1,live,draft)'),
	(2, 'deleted', '{deleted,live,it''s}', 'it''s', '{deleted,deleted}', '(1,deleted,it''s)'),
	(3, 'it''s', '{{deleted},{live}}', 'deleted', NULL, '(,,deleted)'),
	(4, NULL, NULL, NULL, NULL, NULL);
-- @after
CREATE TYPE state AS ENUM (
	'draft',
	-- @removed deleted to=archived
	'live', -- @removed "it's" to='live'
	'archived'
);
CREATE DOMAIN any_state AS state;
CREATE DOMAIN states AS state[];
CREATE TYPE change AS (at integer, s state, d any_state);
CREATE TABLE t (id integer PRIMARY KEY, s state DEFAULT 'draft', ss state[], d any_state, ds states, c change);
