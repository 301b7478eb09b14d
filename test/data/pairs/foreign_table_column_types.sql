-- columns of a foreign table get types that nothing is converted to, and ones that are made anew
-- @superuser
-- @before
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE TYPE mood AS ENUM ('good', 'bad', 'odd');
CREATE TYPE size AS (wide integer, high integer);
CREATE TABLE rows (a integer, b boolean);
CREATE FOREIGN TABLE far (
    id bigint,
    flag boolean DEFAULT true,
    day text,
    feels mood DEFAULT 'good',
    measured size,
    whole rows,
    many rows[]
) SERVER elsewhere;
CREATE VIEW near AS SELECT id, flag, feels FROM far;
-- @after
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE TYPE mood AS ENUM ('bad', 'good');
CREATE TYPE size AS (wide integer, high bigint, deep text);
CREATE TABLE rows (a integer, b date);
CREATE FOREIGN TABLE far (
    id uuid,
    flag numeric(1,0) DEFAULT 1,
    day date,
    feels mood DEFAULT 'good',
    measured size,
    whole rows,
    many rows[]
) SERVER elsewhere;
CREATE VIEW near AS SELECT id, flag, feels FROM far;
