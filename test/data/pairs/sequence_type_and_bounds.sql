-- the type of a sequence changes, with default bounds and with others
-- @before
CREATE SEQUENCE s1 AS smallint;
CREATE SEQUENCE s2 AS smallint MAXVALUE 100;
CREATE SEQUENCE s3 AS bigint;
CREATE SEQUENCE s4 AS bigint INCREMENT BY -1;
-- @after
CREATE SEQUENCE s1 AS bigint;
CREATE SEQUENCE s2 AS integer MAXVALUE 100;
CREATE SEQUENCE s3 AS integer;
CREATE SEQUENCE s4 AS smallint INCREMENT BY -1;
