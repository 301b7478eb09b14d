-- columns of child tables become the tables' own, and stay inherited
-- @one_way
-- @not_back is declared to be inherited only
-- @keeps SELECT (SELECT count(*) FROM p), (SELECT count(*) FROM q)
-- @before
CREATE TABLE p (a integer NOT NULL, b text);
CREATE TABLE c () INHERITS (p);
CREATE TABLE p2 (b text, d date);
CREATE TABLE two (e integer) INHERITS (p, p2);
CREATE TABLE below () INHERITS (two);
CREATE TABLE q (a integer);
CREATE TABLE q1 () INHERITS (q);
-- @data
INSERT INTO c VALUES (1, 'x'); INSERT INTO two VALUES (2, 'y', '2024-01-01', 3); INSERT INTO q1 VALUES (1);
-- @after
CREATE TABLE p (a integer NOT NULL, b text);
CREATE TABLE c (a integer NOT NULL, b text) INHERITS (p);
CREATE TABLE p2 (b text, d date);
CREATE TABLE two (a integer NOT NULL, b text, d date, e integer) INHERITS (p, p2);
CREATE TABLE below () INHERITS (two);
CREATE TABLE q (a integer, n integer);
CREATE TABLE q1 (a integer, n integer) INHERITS (q);
