-- the handler and validator of a wrapper change
-- @superuser
-- @before
CREATE FOREIGN DATA WRAPPER w1;
CREATE FOREIGN DATA WRAPPER w2 VALIDATOR postgresql_fdw_validator;
CREATE SERVER s2 FOREIGN DATA WRAPPER w2 OPTIONS (host 'x');
-- @after
CREATE FOREIGN DATA WRAPPER w1 VALIDATOR postgresql_fdw_validator;
CREATE FOREIGN DATA WRAPPER w2;
CREATE SERVER s2 FOREIGN DATA WRAPPER w2 OPTIONS (host 'x');
