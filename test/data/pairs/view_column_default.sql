-- defaults of view columns
-- @before
CREATE TABLE t (id integer, a text);
CREATE VIEW v AS SELECT id, a FROM t;
ALTER VIEW v ALTER a SET DEFAULT 'x';
-- @after
CREATE TABLE t (id integer, a text);
CREATE VIEW v AS SELECT id, a FROM t;
ALTER VIEW v ALTER a SET DEFAULT 'y', ALTER id SET DEFAULT 5;
