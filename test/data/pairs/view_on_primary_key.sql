-- a view that groups by a primary key depends on the constraint, which changes
-- @before
CREATE TABLE t (id integer CONSTRAINT t_pk PRIMARY KEY, a text, b integer);
CREATE VIEW v AS SELECT id, a, sum(b) AS sum FROM t GROUP BY id;
-- @after
CREATE TABLE t (id integer CONSTRAINT t_pk PRIMARY KEY DEFERRABLE, a text, b integer);
CREATE VIEW v AS SELECT id, max(a) AS a, sum(b) AS sum FROM t GROUP BY id;
