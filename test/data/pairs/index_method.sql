-- the same columns by another method
-- @before
CREATE TABLE t (a integer, b int4range, c text);
CREATE INDEX i1 ON t (a);
CREATE INDEX i2 ON t USING gist (b);
CREATE INDEX i3 ON t USING hash (c);
-- @after
CREATE TABLE t (a integer, b int4range, c text);
CREATE INDEX i1 ON t USING brin (a);
CREATE INDEX i2 ON t USING spgist (b);
CREATE INDEX i3 ON t USING btree (c);
