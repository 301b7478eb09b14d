-- primary keys come, go and change their columns
-- @before
CREATE TABLE a (id integer);
CREATE TABLE b (id integer PRIMARY KEY);
CREATE TABLE c (x integer, y integer, PRIMARY KEY (x));
CREATE TABLE d (x integer, y integer, PRIMARY KEY (x, y));
-- @after
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer);
CREATE TABLE c (x integer, y integer, PRIMARY KEY (x, y));
CREATE TABLE d (x integer, y integer, PRIMARY KEY (y, x));
