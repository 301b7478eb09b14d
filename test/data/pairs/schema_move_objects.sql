-- types, functions, sequences and views go to another schema, by markers, and back
-- @keeps SELECT id, k::text, c::text, d, r::text FROM public.t
-- @before
-- @renamed from=app.kind
CREATE TYPE kind AS ENUM ('a', 'b');
-- @renamed from=app.pair
CREATE TYPE pair AS (a integer, b kind);
-- @renamed from=app.percent
CREATE DOMAIN percent AS integer CONSTRAINT in_range CHECK (VALUE BETWEEN 0 AND 100);
-- @renamed from=app.numbers
CREATE SEQUENCE numbers;
-- @renamed from=app.kinds
CREATE TYPE kindrange AS RANGE (SUBTYPE = kind);
CREATE TABLE t (id integer DEFAULT nextval('numbers'), k kind, c pair, d percent, r kindrange, ks kind[]);
-- @renamed from=app.v
CREATE VIEW v AS SELECT id, k FROM t;
-- @renamed from=app.m
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE UNIQUE INDEX m_id ON m (id);
-- @renamed from=app.f
CREATE FUNCTION f(k kind, kind[]) RETURNS text LANGUAGE sql AS 'SELECT k::text';
-- @renamed from=app.p
CREATE PROCEDURE p(k kind) LANGUAGE sql AS 'SELECT k::text';
-- @data
INSERT INTO t (k, c, d, r) VALUES ('b', '(1,a)', 50, '[a,b)');
-- @after
CREATE SCHEMA app;
-- @renamed from=public.kind
CREATE TYPE app.kind AS ENUM ('a', 'b');
-- @renamed from=public.pair
CREATE TYPE app.pair AS (a integer, b app.kind);
-- @renamed from=public.percent
CREATE DOMAIN app.percent AS integer CONSTRAINT in_range CHECK (VALUE BETWEEN 0 AND 100);
-- @renamed from=public.numbers
CREATE SEQUENCE app.numbers;
-- @renamed from=public.kindrange
CREATE TYPE app.kinds AS RANGE (SUBTYPE = app.kind);
CREATE TABLE t (id integer DEFAULT nextval('app.numbers'), k app.kind, c app.pair, d app.percent, r app.kinds, ks app.kind[]);
-- @renamed from=public.v
CREATE VIEW app.v AS SELECT id, k FROM t;
-- @renamed from=public.m
CREATE MATERIALIZED VIEW app.m AS SELECT id FROM t;
CREATE UNIQUE INDEX m_id ON app.m (id);
-- @renamed from=public.f
CREATE FUNCTION app.f(k app.kind, app.kind[]) RETURNS text LANGUAGE sql AS 'SELECT k::text';
-- @renamed from=public.p
CREATE PROCEDURE app.p(k app.kind) LANGUAGE sql AS 'SELECT k::text';
-- @data
INSERT INTO t (k, c, d, r) VALUES ('b', '(1,a)', 50, '[a,b)');
