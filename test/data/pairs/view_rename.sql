-- a view is renamed, by a marker
-- @before
CREATE TABLE t (id integer);
CREATE VIEW a AS SELECT id FROM t;
CREATE VIEW uses AS SELECT id FROM a;
-- @after
CREATE TABLE t (id integer);
-- @renamed from=a
CREATE VIEW b AS SELECT id FROM t;
CREATE VIEW uses AS SELECT id FROM b;
