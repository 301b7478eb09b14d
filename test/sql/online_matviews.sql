-- The online form of CREATE MATERIALIZED VIEW.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE orders (id int PRIMARY KEY, price int);
INSERT INTO orders SELECT i, i FROM generate_series(1, 100) i;
CREATE MATERIALIZED VIEW large AS SELECT id, price FROM orders WHERE price > 50;
CREATE UNIQUE INDEX large_id ON large (id);
CREATE VIEW large_ids AS SELECT id FROM large;
-- a lock of the script would be held while the table is read
SELECT online_form('ALTER TABLE orders ADD COLUMN note text; CREATE MATERIALIZED VIEW noted AS SELECT count(*) AS n FROM public.orders');
-- alone, it meets none; nothing is read
SELECT online_form('CREATE MATERIALIZED VIEW noted AS SELECT count(*) AS n FROM public.orders');
SELECT online_form('ALTER TABLE orders ADD COLUMN note text; CREATE MATERIALIZED VIEW noted AS SELECT id FROM orders WITH NO DATA');
SELECT online_form('ALTER TABLE orders ADD COLUMN note text; CREATE MATERIALIZED VIEW noted AS SELECT 1 AS a');
-- in place of another, with what belongs to it
SELECT online_form($$DROP VIEW public.large_ids;
DROP MATERIALIZED VIEW public.large;
ALTER TABLE public.orders ADD COLUMN note text;
CREATE MATERIALIZED VIEW public.large AS SELECT o.note, o.id FROM public.orders o, public.orders p WHERE p.id = o.id AND o.price > 60;
GRANT SELECT ON public.large TO PUBLIC;
COMMENT ON MATERIALIZED VIEW public.large IS 'orders';
CREATE UNIQUE INDEX large_id ON public.large USING btree (id);
CREATE VIEW public.large_ids AS SELECT large.id FROM public.large$$) AS form \gset
\echo :form
:form
\d large
SELECT count(*) FROM large_ids;
-- it cannot stay until the new one is there
CREATE VIEW base AS SELECT id FROM orders;
CREATE MATERIALIZED VIEW above AS SELECT id FROM base;
SET client_min_messages = warning;
SELECT online_form('DROP MATERIALIZED VIEW above; DROP VIEW base; CREATE VIEW base AS SELECT id, price FROM orders; CREATE MATERIALIZED VIEW above AS SELECT price FROM base');
DROP TABLE orders CASCADE;
DROP FUNCTION online_form;
