-- a schema goes with everything that is in it, and what others took from it
-- @before
CREATE SCHEMA old;
CREATE TYPE old.mood AS ENUM ('sad', 'happy');
CREATE DOMAIN old.positive AS integer CHECK (VALUE > 0);
CREATE FUNCTION old.one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE old.things (id serial PRIMARY KEY, mood old.mood, n old.positive DEFAULT old.one());
CREATE VIEW old.happy_things AS SELECT * FROM old.things WHERE mood = 'happy';
CREATE TABLE people (id integer PRIMARY KEY, mood old.mood DEFAULT 'sad', thing integer REFERENCES old.things);
CREATE VIEW moods AS SELECT p.id, t.mood FROM people p JOIN old.happy_things t ON t.id = p.thing;
-- @after
CREATE TABLE people (id integer PRIMARY KEY);
