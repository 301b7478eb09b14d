-- values are renamed, by markers above them and at the end of the line
-- @keeps SELECT id, s::text IN ('shipped', 'was shipped', 'Sent') AS shipped, ss::text LIKE '%shipped%' AS has_shipped FROM t ORDER BY id
-- @becomes SELECT id, s::text = 'was shipped' AS shipped, ss::text LIKE '%was shipped%' AS has_shipped FROM t ORDER BY id
-- @before
CREATE TYPE state AS ENUM (
	'new',
	-- @renamed from="was shipped"
	'shipped',
	'Done' -- @renamed from='it''s done'
);
CREATE DOMAIN open_state AS state CHECK (VALUE <> 'shipped') DEFAULT 'Done';
CREATE TABLE t (id integer, s state DEFAULT 'shipped', ss state[], o open_state);
CREATE VIEW v AS SELECT id FROM t WHERE s = 'shipped';
-- @data
INSERT INTO t VALUES (1, 'shipped', '{shipped}', 'Done'), (2, 'new', '{Done}', 'new');
-- @after
CREATE TYPE state AS ENUM (
	'new', 'was shipped', -- @renamed from=shipped
	-- @renamed from=Done
	'it''s done');
CREATE DOMAIN open_state AS state CHECK (VALUE <> 'was shipped') DEFAULT 'it''s done';
CREATE TABLE t (id integer, s state DEFAULT 'was shipped', ss state[], o open_state);
CREATE VIEW v AS SELECT id FROM t WHERE s = 'was shipped';
-- @data
INSERT INTO t VALUES (1, 'was shipped', '{was shipped}', 'it''s done'), (2, 'new', '{it''s done}', 'new');
