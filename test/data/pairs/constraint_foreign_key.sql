-- foreign keys come and go
-- @before
CREATE TABLE p (id integer PRIMARY KEY, a integer, b integer, UNIQUE (a, b));
CREATE TABLE c (p integer REFERENCES p, a integer, b integer);
-- @after
CREATE TABLE p (id integer PRIMARY KEY, a integer, b integer, UNIQUE (a, b));
CREATE TABLE c (p integer, a integer, b integer, CONSTRAINT c_ba FOREIGN KEY (b, a) REFERENCES p (b, a));
