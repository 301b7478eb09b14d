-- operator class, collation, order and position of nulls
-- @before
CREATE TABLE t (a text, b text, c integer, d inet);
CREATE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (b COLLATE "C");
CREATE INDEX i3 ON t (c DESC);
CREATE INDEX i4 ON t USING gist (d inet_ops);
-- @after
CREATE TABLE t (a text, b text, c integer, d inet);
CREATE INDEX i1 ON t (a text_pattern_ops);
CREATE INDEX i2 ON t (b COLLATE "POSIX");
CREATE INDEX i3 ON t (c DESC NULLS LAST);
CREATE INDEX i4 ON t USING gist (d inet_ops);
