-- a type modifier goes, which some tools do not see
-- @before
CREATE TABLE t (a varchar(20), b numeric(10, 2), c char(5), d timestamptz(3), e varchar(5)[]);
-- @after
CREATE TABLE t (a varchar, b numeric, c text, d timestamptz, e varchar[]);
