-- a type loses an attribute in the middle, and one its last, while columns have it and expressions of all kinds use it
-- @since 14
-- @keeps SELECT id, (home).street, (home).zip, (others[1]).street, (d).street FROM people
-- @before
CREATE TYPE addr AS (street text, city text, zip text);
CREATE TYPE last AS (street text, city text);
CREATE DOMAIN one AS addr;
CREATE TABLE people (id integer PRIMARY KEY, home addr DEFAULT ROW('Main', 'X', '5')::addr, others last[], d one);
CREATE VIEW city AS SELECT id, (home).city, (home).zip, home FROM people;
CREATE VIEW whole AS SELECT home, others FROM people;
CREATE MATERIALIZED VIEW kept AS SELECT id, home FROM people;
CREATE MATERIALIZED VIEW zips AS SELECT id, (home).zip FROM people;
CREATE INDEX zips_zip ON zips (zip);
CREATE VIEW over AS SELECT (home).street FROM kept;
CREATE FUNCTION street(a addr) RETURNS text LANGUAGE sql RETURN (a).street;
CREATE FUNCTION city(a addr) RETURNS text LANGUAGE sql AS 'SELECT a.city';
CREATE FUNCTION make() RETURNS SETOF addr LANGUAGE sql AS $$SELECT 'a'::text, 'b'::text, 'c'::text$$;
CREATE VIEW made AS SELECT m.street, m.city, m.zip FROM make() m;
CREATE POLICY p ON people USING ((home).city = current_user);
CREATE RULE r AS ON DELETE TO people WHERE (old.home).city = 'X' DO INSTEAD NOTHING;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER w BEFORE UPDATE ON people FOR EACH ROW WHEN ((NEW.home).city <> '') EXECUTE FUNCTION f();
-- @data
INSERT INTO people VALUES (1, ROW('a', 'b', 'c'), ARRAY[ROW('d', 'e')::last], ROW('g', 'h', 'i'));
-- @after
CREATE TYPE addr AS (street text, zip text);
CREATE TYPE last AS (street text);
CREATE DOMAIN one AS addr;
CREATE TABLE people (id integer PRIMARY KEY, home addr DEFAULT ROW('Main', '5')::addr, others last[], d one);
CREATE VIEW city AS SELECT id, NULL::text AS city, (home).zip, home FROM people;
CREATE VIEW whole AS SELECT home, others FROM people;
CREATE MATERIALIZED VIEW kept AS SELECT id, home FROM people;
CREATE MATERIALIZED VIEW zips AS SELECT id, (home).zip FROM people;
CREATE INDEX zips_zip ON zips (zip);
CREATE VIEW over AS SELECT (home).street FROM kept;
CREATE FUNCTION street(a addr) RETURNS text LANGUAGE sql RETURN (a).street;
CREATE FUNCTION city(a addr) RETURNS text LANGUAGE sql AS 'SELECT a.street';
CREATE FUNCTION make() RETURNS SETOF addr LANGUAGE sql AS $$SELECT 'a'::text, 'c'::text$$;
CREATE VIEW made AS SELECT m.street, m.zip FROM make() m;
CREATE POLICY p ON people USING ((home).zip = current_user);
CREATE RULE r AS ON DELETE TO people WHERE (old.home).zip = 'X' DO INSTEAD NOTHING;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER w BEFORE UPDATE ON people FOR EACH ROW WHEN ((NEW.home).zip <> '') EXECUTE FUNCTION f();
-- @data
INSERT INTO people VALUES (1, ROW('a', 'c'), ARRAY[ROW('d')::last], ROW('g', 'i'));
