-- views and functions with what SQL/JSON has since 16, and subqueries without a name
-- @since 16
-- @before
CREATE TABLE t (a integer, j jsonb, x text);
CREATE VIEW v AS SELECT JSON_OBJECT('a': a) AS o, a IS NOT NULL AS is_json FROM t;
CREATE VIEW unnamed AS SELECT a FROM (SELECT a FROM t);
-- @after
CREATE TABLE t (a bigint, j jsonb, x text CHECK (x IS JSON OBJECT WITH UNIQUE KEYS), g text GENERATED ALWAYS AS (JSON_ARRAY(x, 'y' NULL ON NULL RETURNING text)) STORED);
CREATE VIEW v AS SELECT JSON_OBJECT('a': a, 'b': x NULL ON NULL WITH UNIQUE KEYS RETURNING text) AS o, x IS JSON ARRAY AS is_json FROM t;
CREATE VIEW unnamed AS SELECT a, count FROM (SELECT a FROM t), (SELECT count(*) FROM t);
CREATE VIEW aggregated AS SELECT JSON_ARRAYAGG(a ORDER BY x ABSENT ON NULL) AS l, JSON_OBJECTAGG(x: a WITH UNIQUE KEYS) AS o, any_value(a) AS any FROM t;
CREATE FUNCTION f() RETURNS json LANGUAGE sql BEGIN ATOMIC SELECT JSON_ARRAY(SELECT a FROM t ORDER BY a); END;
CREATE INDEX t_a ON t ((JSON_OBJECT('a': a ABSENT ON NULL RETURNING jsonb)));
