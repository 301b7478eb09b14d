-- unique constraints come, go, change their columns and deferrability
-- @before
CREATE TABLE t (a integer, b integer, c integer, d integer, CONSTRAINT u1 UNIQUE (a), CONSTRAINT u2 UNIQUE (b), CONSTRAINT u3 UNIQUE (c) DEFERRABLE);
-- @after
CREATE TABLE t (a integer, b integer, c integer, d integer, CONSTRAINT u1 UNIQUE (a, b), CONSTRAINT u3 UNIQUE (c) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT u4 UNIQUE (d) INCLUDE (a) WITH (fillfactor = 60));
