-- changes of rows: data migrations, DO blocks, and what is lost
-- @with rows
-- @revision people: ok
CREATE TABLE person (id integer PRIMARY KEY, name text NOT NULL, city text, active boolean NOT NULL DEFAULT true);
-- @downgrade
DROP TABLE person;
-- @rows
INSERT INTO person VALUES (1, 'Ada', 'London', true), (2, 'Emmy', 'Erlangen', false), (3, 'Mary', NULL, true),
	(4, 'Grace', 'London', false);
-- @revision cities: ok
CREATE TABLE city (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
INSERT INTO city (name) SELECT DISTINCT city FROM person WHERE city IS NOT NULL ORDER BY 1;
ALTER TABLE person RENAME COLUMN city TO city_name;
ALTER TABLE person ADD COLUMN city integer REFERENCES city;
UPDATE person SET city = c.id FROM city c WHERE c.name = city_name;
-- @downgrade
ALTER TABLE person DROP COLUMN city;
ALTER TABLE person RENAME COLUMN city_name TO city;
DROP TABLE city;
-- @revision no names of cities: column order
-- @when from base: data lost
ALTER TABLE person DROP COLUMN city_name;
-- @downgrade
ALTER TABLE person ADD COLUMN city_name text;
UPDATE person SET city_name = c.name FROM city c WHERE c.id = person.city;
-- @revision only active ones: data lost
-- @finds active
ALTER TABLE person DROP COLUMN active;
-- @downgrade
ALTER TABLE person ADD COLUMN active boolean NOT NULL DEFAULT true;
-- @revision countries: ok
DO $$
BEGIN
	EXECUTE format('CREATE TABLE %I (code text PRIMARY KEY, name text)', 'country');
	FOR i IN 1..3 LOOP
		EXECUTE format('ALTER TABLE country ADD COLUMN note_%s text', i);
	END LOOP;
END $$;
INSERT INTO country VALUES ('AT', 'Austria'), ('NO', 'Norway');
-- @downgrade
DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY '{country}'::text[] LOOP
		EXECUTE format('DROP TABLE %I', name);
	END LOOP;
END $$;
-- @revision another country: second upgrade fails
-- @finds country
INSERT INTO country VALUES ('IS', 'Iceland');
-- @downgrade
UPDATE country SET note_1 = 'from a revision' WHERE code = 'IS';
-- @revision and another: ok
INSERT INTO country VALUES ('DK', 'Denmark');
-- @downgrade
DELETE FROM country WHERE code = 'DK';
-- @revision first names: data lost
-- @finds name
ALTER TABLE person ADD COLUMN first_name text;
UPDATE person SET first_name = upper(name), name = '';
-- @downgrade
ALTER TABLE person DROP COLUMN first_name;
-- @revision notes moved: ok
CREATE TABLE note (country text REFERENCES country, note text);
INSERT INTO note SELECT code, note_1 FROM country WHERE note_1 IS NOT NULL;
UPDATE country SET note_1 = NULL;
-- @downgrade
UPDATE country SET note_1 = n.note FROM note n WHERE n.country = code;
DROP TABLE note;
-- @revision wider: ok
ALTER TABLE city ALTER COLUMN id TYPE bigint;
ALTER TABLE country ALTER COLUMN code TYPE varchar(100);
-- @downgrade
ALTER TABLE country ALTER COLUMN code TYPE text;
ALTER TABLE city ALTER COLUMN id TYPE integer;
-- @revision one table for two: data lost
-- @finds country
CREATE TABLE place (kind text, name text);
INSERT INTO place SELECT 'country', name FROM country;
DROP TABLE note;
DROP TABLE country;
-- @downgrade
CREATE TABLE country (code varchar(100) PRIMARY KEY, name text, note_1 text, note_2 text, note_3 text);
CREATE TABLE note (country text REFERENCES country, note text);
INSERT INTO country (code, name) SELECT DISTINCT name, name FROM place WHERE kind = 'country' AND name IS NOT NULL;
DROP TABLE place;
-- @revision no people: data lost
-- @finds person
TRUNCATE city CASCADE;
-- @downgrade
SELECT 'nothing to do';
-- @rows
INSERT INTO city (name) VALUES ('Graz');
INSERT INTO person (id, name, city) SELECT 9, 'Lise', max(id) FROM city;
-- @revision city needed: downgrade fails
-- @finds city
ALTER TABLE city ADD COLUMN mayor text;
-- @downgrade
ALTER TABLE city DROP COLUMN mayor;
ALTER TABLE city ADD COLUMN founded date NOT NULL;
-- @revision country needed: upgrade fails
-- @finds person
ALTER TABLE person ADD COLUMN country text NOT NULL;
-- @downgrade
ALTER TABLE person DROP COLUMN country;
