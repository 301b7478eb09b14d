-- a check of a domain that is not valid
-- @before
CREATE DOMAIN d1 AS integer;
CREATE DOMAIN d2 AS integer;
ALTER DOMAIN d2 ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;
CREATE TABLE t (a d1, b d2);
-- @after
CREATE DOMAIN d1 AS integer;
ALTER DOMAIN d1 ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;
CREATE DOMAIN d2 AS integer CONSTRAINT c CHECK (VALUE > 0);
CREATE TABLE t (a d1, b d2);
