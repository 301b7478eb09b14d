-- security_invoker comes, goes, and stays when the query changes
-- @since 15
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a varchar(5));
CREATE VIEW v1 AS SELECT id FROM t;
CREATE VIEW v2 WITH (security_invoker = true) AS SELECT id FROM t;
CREATE VIEW v3 WITH (security_invoker = on) AS SELECT a FROM t;
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE VIEW v1 WITH (security_invoker = true) AS SELECT id FROM t;
CREATE VIEW v2 WITH (security_invoker = false, security_barrier) AS SELECT id FROM t;
CREATE VIEW v3 WITH (security_invoker = on) AS SELECT a FROM t;
