-- who owns a sequence
-- @before
CREATE SEQUENCE s1;
CREATE SEQUENCE s2;
CREATE TABLE t (a integer DEFAULT nextval('s1'), b integer DEFAULT nextval('s2'));
ALTER SEQUENCE s2 OWNED BY t.b;
-- @after
CREATE SEQUENCE s1;
CREATE SEQUENCE s2;
CREATE TABLE t (a integer DEFAULT nextval('s1'), b integer DEFAULT nextval('s2'));
ALTER SEQUENCE s1 OWNED BY t.a;
