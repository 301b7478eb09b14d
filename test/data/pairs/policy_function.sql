-- a policy calls a function that reads another table, and its result type changes
-- @before
CREATE TABLE grants (who name, tenant integer);
CREATE FUNCTION my_tenant() RETURNS integer STABLE SECURITY DEFINER LANGUAGE sql AS 'SELECT tenant FROM public.grants WHERE who = SESSION_USER';
CREATE TABLE docs (id integer, tenant integer DEFAULT my_tenant());
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant = my_tenant()) WITH CHECK (tenant = my_tenant());
CREATE VIEW my_docs AS SELECT id FROM docs WHERE tenant = my_tenant();
-- @after
CREATE TABLE grants (who name, tenant bigint);
CREATE FUNCTION my_tenant() RETURNS bigint STABLE SECURITY DEFINER LANGUAGE sql AS 'SELECT tenant FROM public.grants WHERE who = SESSION_USER';
CREATE TABLE docs (id integer, tenant bigint DEFAULT my_tenant());
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant = my_tenant()) WITH CHECK (tenant = my_tenant());
CREATE VIEW my_docs AS SELECT id FROM docs WHERE tenant = my_tenant();
