-- a table goes to another schema, with all that belongs to it, by a marker
-- @keeps SELECT id, name FROM public.u ORDER BY id
-- @becomes SELECT id, name FROM audit.u ORDER BY id
-- @before
CREATE SCHEMA audit;
CREATE TYPE public.kind AS ENUM ('a');
-- @renamed from=audit.u
CREATE TABLE public.u (
	id serial PRIMARY KEY,
	n bigint GENERATED ALWAYS AS IDENTITY,
	name text UNIQUE CHECK (name <> ''),
	k public.kind DEFAULT 'a',
	parent integer REFERENCES public.u
);
CREATE INDEX u_lower ON public.u (lower(name));
CREATE STATISTICS public.u_st ON id, name FROM public.u;
CREATE VIEW public.names AS SELECT name, u FROM public.u;
CREATE TABLE public.other (id integer REFERENCES public.u, us public.u[]);
CREATE FUNCTION public.f(public.u) RETURNS integer LANGUAGE sql AS 'SELECT $1.id';
-- @data
INSERT INTO public.u (name) VALUES ('ann'), ('bob');
-- @after
CREATE SCHEMA audit;
CREATE TYPE public.kind AS ENUM ('a');
-- @renamed from=public.u
CREATE TABLE audit.u (
	id serial PRIMARY KEY,
	n bigint GENERATED ALWAYS AS IDENTITY,
	name text UNIQUE CHECK (name <> ''),
	k public.kind DEFAULT 'a',
	parent integer REFERENCES audit.u
);
CREATE INDEX u_lower ON audit.u (lower(name));
CREATE STATISTICS audit.u_st ON id, name FROM audit.u;
CREATE VIEW public.names AS SELECT name, u FROM audit.u;
CREATE TABLE public.other (id integer REFERENCES audit.u, us audit.u[]);
CREATE FUNCTION public.f(audit.u) RETURNS integer LANGUAGE sql AS 'SELECT $1.id';
-- @data
INSERT INTO audit.u (name) VALUES ('ann'), ('bob');
