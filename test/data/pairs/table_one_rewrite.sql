-- several changes of a table that rewrite or read it: one statement
-- @underived it may do more than is kept here
-- @keeps SELECT (SELECT string_agg(concat(a, b, c, d), ',' ORDER BY a) FROM m), (SELECT count(*) <= 2 FROM rewrites)
-- @superuser
-- @before
CREATE TABLE rewrites (n int);
CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS
	'BEGIN INSERT INTO public.rewrites SELECT count(*) + 1 FROM public.rewrites; END';
CREATE EVENT TRIGGER note ON table_rewrite EXECUTE FUNCTION note();
CREATE TABLE m (a int, b int DEFAULT 2, c int, d int, e varchar(10));
CREATE INDEX m_a ON m (a, b);
CREATE VIEW v AS SELECT a, b FROM m;
-- @data
INSERT INTO m VALUES (1, 2, 3, 4, 'e'), (2, 3, 4, 5, 'f');
-- @after
CREATE TABLE rewrites (n int);
CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS
	'BEGIN INSERT INTO public.rewrites SELECT count(*) + 1 FROM public.rewrites; END';
CREATE EVENT TRIGGER note ON table_rewrite EXECUTE FUNCTION note();
CREATE TABLE m (a bigint NOT NULL, b bigint DEFAULT 5, c text NOT NULL, d int NOT NULL, e varchar(20),
	CONSTRAINT low CHECK (a < 100), CONSTRAINT c CHECK (c <> ''));
COMMENT ON COLUMN m.d IS 'fourth';
COMMENT ON CONSTRAINT low ON m IS 'a low';
CREATE INDEX m_a ON m (a, b);
CREATE VIEW v AS SELECT a, b FROM m;
-- @data
INSERT INTO m VALUES (1, 2, '3', 4, 'e'), (2, 3, '4', 5, 'f');
