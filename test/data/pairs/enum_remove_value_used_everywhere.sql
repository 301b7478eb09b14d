-- a value goes from an enum that is used in all places where a type can be
-- @keeps SELECT id, s::text, d::text, c::text FROM t
-- @before
CREATE TYPE state AS ENUM ('new', 'unused', 'done');
CREATE DOMAIN open_state AS state CHECK (VALUE <> 'done');
CREATE TYPE change AS (at date, s state);
CREATE FUNCTION is_open(s state DEFAULT 'new') RETURNS boolean IMMUTABLE LANGUAGE sql AS $$ SELECT s <> 'done' $$;
CREATE FUNCTION states() RETURNS SETOF state LANGUAGE sql AS $$ SELECT unnest(enum_range(NULL::public.state)) $$;
CREATE TABLE t (
	id integer PRIMARY KEY,
	s state NOT NULL DEFAULT 'new',
	d open_state DEFAULT 'new',
	c change,
	is_open boolean GENERATED ALWAYS AS (s <> 'done'::state) STORED,
	CONSTRAINT not_done CHECK (s <> 'done' OR id > 0)
);
CREATE INDEX t_open ON t (id) WHERE s = 'new';
CREATE INDEX t_func ON t (is_open(s));
CREATE VIEW open_ones AS SELECT id, s FROM t WHERE s = 'new';
CREATE MATERIALIZED VIEW counts AS SELECT s, count(*) AS n FROM t GROUP BY s;
CREATE UNIQUE INDEX counts_s ON counts (s);
CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t_done BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.s = 'done') EXECUTE FUNCTION tr();
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (s <> 'done');
-- @data
INSERT INTO t (id, s, d, c) VALUES (1, 'done', 'new', ROW('2025-01-01', 'done'));
-- @after
CREATE TYPE state AS ENUM ('new', 'done');
CREATE DOMAIN open_state AS state CHECK (VALUE <> 'done');
CREATE TYPE change AS (at date, s state);
CREATE FUNCTION is_open(s state DEFAULT 'new') RETURNS boolean IMMUTABLE LANGUAGE sql AS $$ SELECT s <> 'done' $$;
CREATE FUNCTION states() RETURNS SETOF state LANGUAGE sql AS $$ SELECT unnest(enum_range(NULL::public.state)) $$;
CREATE TABLE t (
	id integer PRIMARY KEY,
	s state NOT NULL DEFAULT 'new',
	d open_state DEFAULT 'new',
	c change,
	is_open boolean GENERATED ALWAYS AS (s <> 'done'::state) STORED,
	CONSTRAINT not_done CHECK (s <> 'done' OR id > 0)
);
CREATE INDEX t_open ON t (id) WHERE s = 'new';
CREATE INDEX t_func ON t (is_open(s));
CREATE VIEW open_ones AS SELECT id, s FROM t WHERE s = 'new';
CREATE MATERIALIZED VIEW counts AS SELECT s, count(*) AS n FROM t GROUP BY s;
CREATE UNIQUE INDEX counts_s ON counts (s);
CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t_done BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.s = 'done') EXECUTE FUNCTION tr();
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (s <> 'done');
