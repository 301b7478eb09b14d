-- names that the server's own objects have too
-- @before
CREATE TABLE pg_class_ (a integer);
-- @after
CREATE FUNCTION lower(integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'low' $$;
CREATE TYPE public.text AS ENUM ('not text');
CREATE TABLE public.pg_type (a public.text, b pg_catalog.text DEFAULT public.lower(1));
CREATE TABLE pg_class_ (a integer, b public.pg_type);
CREATE VIEW public.pg_tables AS SELECT a FROM public.pg_type;
