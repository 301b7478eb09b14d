-- the same with the schema of the extensions written out, as pg_dump does
-- @extension citext
-- @extension hstore
-- @before
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;
CREATE TABLE public.t (id integer PRIMARY KEY, email public.citext, a public.hstore);
CREATE VIEW public.v AS SELECT t.id FROM public.t WHERE (t.email OPERATOR(public.=) 'x'::public.citext);
-- @after
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;
CREATE TABLE public.t (id integer PRIMARY KEY, email public.citext DEFAULT 'nobody'::public.citext NOT NULL, a public.hstore, emails public.citext[]);
CREATE VIEW public.v AS SELECT t.id, (t.a OPERATOR(public.->) 'k'::text) AS k FROM public.t WHERE (t.email OPERATOR(public.=) 'x'::public.citext);
CREATE DOMAIN public.mail AS public.citext CHECK ((VALUE)::text <> ''::text);
