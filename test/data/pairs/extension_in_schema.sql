-- extensions in a schema of their own
-- @extension hstore
-- @before
CREATE SCHEMA ext;
CREATE TABLE t (id integer);
-- @after
CREATE SCHEMA ext;
CREATE EXTENSION hstore WITH SCHEMA ext;
CREATE TABLE t (id integer, attributes ext.hstore DEFAULT '"a"=>"b"');
CREATE INDEX t_attributes ON t USING gin (attributes);
CREATE VIEW v AS SELECT attributes OPERATOR(ext.->) 'a' AS a FROM t;
