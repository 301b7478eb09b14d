-- domains over domains and arrays
-- @before
CREATE DOMAIN a AS integer CHECK (VALUE > 0);
CREATE DOMAIN b AS a CHECK (VALUE < 100);
CREATE DOMAIN c AS b[];
CREATE TABLE t (x b, y c);
-- @after
CREATE DOMAIN a AS integer CHECK (VALUE >= 0);
CREATE DOMAIN b AS a CHECK (VALUE < 1000) DEFAULT 5;
CREATE DOMAIN c AS b[] CHECK (cardinality(VALUE) < 10);
CREATE TABLE t (x b, y c);
