-- expressions and predicates
-- @before
CREATE TABLE t (a text, b integer, c timestamptz);
CREATE INDEX i1 ON t (lower(a));
CREATE INDEX i2 ON t (b) WHERE b > 0;
CREATE INDEX i3 ON t ((b % 10), a);
-- @after
CREATE TABLE t (a text, b integer, c timestamptz);
CREATE INDEX i1 ON t (upper(a));
CREATE INDEX i2 ON t (b) WHERE b > 0 AND a IS NOT NULL;
CREATE INDEX i3 ON t ((b % 10), a) INCLUDE (c);
CREATE INDEX i4 ON t ((c AT TIME ZONE 'UTC'), (CASE WHEN b > 0 THEN 'x' ELSE 'it''s' END));
