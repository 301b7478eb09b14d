-- an extension moves to a schema that the same script creates; what uses its
-- members stays as it is
-- @extension citext
-- @extension pg_trgm
-- @underived it may do more than is kept here
-- @keeps SELECT c::text, pg_relation_filenode('t'), pg_relation_filenode('t_like') FROM t ORDER BY 1
-- @before
CREATE EXTENSION citext SCHEMA public;
CREATE EXTENSION pg_trgm SCHEMA public;
CREATE TABLE t (c citext DEFAULT 'x'::citext, a citext[], CHECK (c <> 'q'));
CREATE INDEX t_like ON t USING gin (c gin_trgm_ops);
CREATE VIEW v AS SELECT c, similarity(c, 'x') AS s FROM t WHERE c = 'b'::citext;
-- @data
INSERT INTO t VALUES ('a'), ('b');
-- @after
CREATE SCHEMA "Ext";
COMMENT ON SCHEMA "Ext" IS 'of extensions';
CREATE EXTENSION citext SCHEMA "Ext";
CREATE EXTENSION pg_trgm SCHEMA "Ext";
CREATE TABLE t (c "Ext".citext DEFAULT 'x'::"Ext".citext, a "Ext".citext[],
	CHECK (c OPERATOR("Ext".<>) 'q'::"Ext".citext));
CREATE INDEX t_like ON t USING gin (c "Ext".gin_trgm_ops);
CREATE VIEW v AS SELECT c, "Ext".similarity(c, 'x') AS s FROM t WHERE c OPERATOR("Ext".=) 'b'::"Ext".citext;
CREATE TABLE "Ext".mine (a int);
-- @data
SET search_path = public, "Ext";
INSERT INTO t VALUES ('a'), ('b');
