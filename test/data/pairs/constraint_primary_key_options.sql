-- INCLUDE, deferrability and storage options of a primary key that is referred to
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a integer);
CREATE TABLE r (id integer REFERENCES t);
CREATE TABLE u (id integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);
-- @after
CREATE TABLE t (id integer, a integer, PRIMARY KEY (id) INCLUDE (a) WITH (fillfactor = 70));
CREATE TABLE r (id integer REFERENCES t);
CREATE TABLE u (id integer PRIMARY KEY);
