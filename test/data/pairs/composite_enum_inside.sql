-- an enum within a composite type within a table
-- @before
CREATE TYPE unit AS ENUM ('kg', 'g');
CREATE TYPE weight AS (n numeric, u unit);
CREATE TABLE parcels (id integer, w weight);
-- @after
CREATE TYPE unit AS ENUM ('kg', 'lb', 'g');
CREATE TYPE weight AS (n numeric, u unit, exact boolean);
CREATE TABLE parcels (id integer, w weight);
