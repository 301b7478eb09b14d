-- views come and go
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE VIEW gone AS SELECT 1 AS one;
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE VIEW v AS SELECT id, upper(a) AS "Upper", 'x' AS lit FROM t;
CREATE VIEW named (x, "y z") AS SELECT id, a FROM t;
CREATE VIEW vals AS VALUES (1, 'a'), (2, 'b');
CREATE RECURSIVE VIEW numbers (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 10;
