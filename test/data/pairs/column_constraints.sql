-- new columns of a table with rows, with their constraints
-- @keeps SELECT * FROM t ORDER BY 1
-- @becomes SELECT id FROM t ORDER BY 1
-- @before
CREATE TABLE u (id int PRIMARY KEY);
CREATE TABLE t (id int);
-- @data
INSERT INTO u VALUES (1);
INSERT INTO t VALUES (1);
-- @after
CREATE TABLE u (id int PRIMARY KEY);
CREATE TABLE n (id int PRIMARY KEY, x int UNIQUE);
CREATE TABLE t (id int,
	"U" int CONSTRAINT "to u" REFERENCES u ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED CHECK ("U" > 0),
	n int REFERENCES n (x) MATCH FULL, CHECK (n < 10) NO INHERIT,
	d int DEFAULT 1 REFERENCES u, e int CHECK (e > 0) NOT NULL DEFAULT 7,
	f int, CHECK (f > id), CHECK (f > 0 AND n > 0), FOREIGN KEY (f) REFERENCES n);
-- @data
INSERT INTO u VALUES (1);
INSERT INTO t VALUES (1);
