-- Revisions are proved with rows of the real tables.
SET client_min_messages = notice;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore, schemaver.verified;
CREATE FUNCTION pg_temp.add(id text, upgrade text, downgrade text) RETURNS void
LANGUAGE sql AS $$ SELECT schemaver_revision(id, upgrade, downgrade, rev_id => id) $$;
-- how many rows there are, and what is in some columns, told by a script
CREATE FUNCTION pg_temp.show(variadic queries text[]) RETURNS text LANGUAGE sql AS $$
	SELECT format($f$ DO $do$ DECLARE query text; line text;
		BEGIN
			FOREACH query IN ARRAY %L::text[] LOOP
				EXECUTE query INTO line;
				-- the script runs again without rows
				IF line IS NOT NULL THEN
					RAISE WARNING '%%', line;
				END IF;
			END LOOP;
		END $do$ $f$, queries) $$;

\o /dev/null
SELECT pg_temp.add('first', $$
	CREATE TYPE mood AS ENUM ('sad', 'ok');
	CREATE TABLE country (code text PRIMARY KEY, name text NOT NULL);
	CREATE TABLE city (id serial PRIMARY KEY, country text NOT NULL REFERENCES country, name text);
	CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, city int NOT NULL REFERENCES city,
		boss bigint REFERENCES person, email text UNIQUE, mood mood, score numeric(6,2) NOT NULL);
	CREATE TABLE team (id int PRIMARY KEY, lead bigint NOT NULL);
	CREATE TABLE member (team int REFERENCES team, person bigint REFERENCES person, PRIMARY KEY (team, person));
	ALTER TABLE person ADD team int REFERENCES team;
	ALTER TABLE team ADD FOREIGN KEY (lead) REFERENCES person;
	CREATE TABLE event (id int, at date NOT NULL, person bigint REFERENCES person) PARTITION BY RANGE (at);
	CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
	CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
	CREATE TABLE bare (a int, b text);
	CREATE TABLE empty (a int, b text NOT NULL) $$,
	'DROP TABLE empty, bare, event, member; ALTER TABLE person DROP team; DROP TABLE team, person, city, country; DROP TYPE mood');
SELECT schemaver_upgrade();
INSERT INTO country SELECT 'C' || g, 'Country ' || g FROM generate_series(1, 100) g;
INSERT INTO city (country, name) SELECT 'C' || 101 - g, CASE g WHEN 60 THEN NULL ELSE 'City ' || g END FROM generate_series(1, 100) g;
INSERT INTO person (city, boss, email, mood, score) SELECT 101 - g, CASE WHEN g > 1 THEN g / 2 END, 'P' || g || '@Example.com',
	CASE g % 3 WHEN 0 THEN 'ok' WHEN 1 THEN 'sad' END::mood, g + 0.25 FROM generate_series(1, 100) g;
INSERT INTO team SELECT g, 50 + g FROM generate_series(1, 10) g;
UPDATE person SET team = 1 + id % 10;
INSERT INTO member SELECT 1 + g % 10, g FROM generate_series(1, 100) g;
INSERT INTO event SELECT g, '2020-06-01'::date + g * 4, g FROM generate_series(1, 100) g;
INSERT INTO bare SELECT g, 'x' || g FROM generate_series(1, 100) g;
ANALYZE;
SELECT pg_temp.add('show', pg_temp.show(
	$$ SELECT format('%s countries, %s cities, %s persons, %s teams, %s members, %s events, %s in bare, %s in empty',
		(SELECT count(*) FROM country), (SELECT count(*) FROM city), (SELECT count(*) FROM person), (SELECT count(*) FROM team),
		(SELECT count(*) FROM member), (SELECT count(*) FROM event), (SELECT count(*) FROM bare), (SELECT count(*) FROM empty))
		WHERE EXISTS (SELECT FROM country) $$,
	$$ SELECT 'persons ' || string_agg(concat_ws(' ', id, city, boss, team, email, mood, score), ', ' ORDER BY id) FROM person
		WHERE id IN (1, 2, 99, 100) $$,
	$$ SELECT 'without boss ' || count(*) FROM person WHERE boss IS NULL HAVING count(*) > 0 $$,
	$$ SELECT 'with team ' || count(team) FROM person HAVING count(*) > 0 $$,
	$$ SELECT 'next city ' || nextval('city_id_seq') || ', next person ' || nextval('person_id_seq') WHERE EXISTS (SELECT FROM city) $$,
	$$ SELECT 'events ' || string_agg(tableoid::regclass || ' ' || id, ', ' ORDER BY id) FROM event $$,
	$$ SELECT 'locks ' || string_agg(DISTINCT mode, ', ') FROM pg_locks
		WHERE pid = pg_backend_pid() AND relation IN (SELECT c.oid FROM pg_class c
			JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname LIKE 'schemaver\_aside%') $$),
	'SELECT 1');
\o
SELECT verdict, finding FROM schemaver_verify(rows => 4, sample => true);

-- A table that the revisions before create has generated rows; a new column has
-- its default; types change; a sample keeps what it is
\o /dev/null
SELECT pg_temp.add('changes', $$
	CREATE TABLE tag (id int PRIMARY KEY, person bigint NOT NULL REFERENCES person, word text);
	ALTER TABLE person ALTER score TYPE numeric(10,4), ADD active boolean NOT NULL DEFAULT true;
	ALTER TABLE bare ADD needed int NOT NULL DEFAULT 7;
	ALTER TABLE bare ALTER needed DROP DEFAULT $$, $$
	ALTER TABLE bare DROP needed;
	ALTER TABLE person ALTER score TYPE numeric(6,2), DROP active;
	DROP TABLE tag $$);
SELECT pg_temp.add('show_changes', pg_temp.show(
	$$ SELECT 'tags ' || string_agg(concat_ws(' ', id, person, word), ', ' ORDER BY id) FROM tag $$,
	$$ SELECT 'scores ' || string_agg(score::text, ', ' ORDER BY id) FROM person WHERE id IN (1, 100) AND active $$,
	$$ SELECT 'bare ' || string_agg(concat_ws(' ', a, b), ', ' ORDER BY a) FROM bare $$),
	'SELECT 1');
SELECT pg_temp.add('lower', 'UPDATE person SET email = lower(email)', 'SELECT 1');
SELECT pg_temp.add('not_null', 'ALTER TABLE city ALTER name SET NOT NULL', 'ALTER TABLE city ALTER name DROP NOT NULL');
\o
SELECT revision, verdict, finding FROM schemaver_verify('show:not_null', rows => 4, sample => true);
-- the city without a name is in a larger sample only
SELECT verdict, finding FROM schemaver_verify('lower:not_null', rows => 100, sample => true);

-- Nothing is written into the real tables
SELECT count(*), min(email), max(id) FROM person;

-- What the caller may not read is generated, and row security applies
\o /dev/null
CREATE ROLE regress_schemaver_sample;
CREATE SCHEMA own AUTHORIZATION regress_schemaver_sample;
GRANT USAGE ON SCHEMA schemaver TO regress_schemaver_sample;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_schemaver_sample', current_database()) \gexec
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA schemaver TO regress_schemaver_sample;
CREATE TABLE own.secret (id int PRIMARY KEY, word text);
INSERT INTO own.secret SELECT g, 'secret ' || g FROM generate_series(1, 10) g;
CREATE TABLE own.columns (id int PRIMARY KEY, word text);
INSERT INTO own.columns SELECT g, 'secret ' || g FROM generate_series(1, 10) g;
GRANT SELECT (id) ON own.columns TO regress_schemaver_sample;
CREATE TABLE own.policed (id int PRIMARY KEY, word text);
INSERT INTO own.policed SELECT g, CASE g % 5 WHEN 0 THEN 'seen ' ELSE 'hidden ' END || g FROM generate_series(1, 10) g;
ALTER TABLE own.policed ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON own.policed FOR SELECT USING (id % 5 = 0);
GRANT SELECT ON own.policed TO regress_schemaver_sample;
SET ROLE regress_schemaver_sample;
CREATE TABLE own.public (id int PRIMARY KEY, secret int NOT NULL, policed int);
INSERT INTO own.public SELECT g, g, CASE WHEN g > 2 THEN g END FROM generate_series(1, 10) g;
RESET ROLE;
GRANT REFERENCES ON own.secret, own.policed TO regress_schemaver_sample;
SET ROLE regress_schemaver_sample;
ALTER TABLE own.public ADD FOREIGN KEY (secret) REFERENCES own.secret, ADD FOREIGN KEY (policed) REFERENCES own.policed;
RESET ROLE;
SELECT pg_temp.add('rights', pg_temp.show(
	$$ SELECT 'secret ' || string_agg(word, ', ' ORDER BY id) FROM own.secret $$,
	$$ SELECT 'columns ' || string_agg(word, ', ' ORDER BY id) FROM own.columns $$,
	$$ SELECT 'policed ' || string_agg(word, ', ' ORDER BY id) FROM own.policed $$,
	$$ SELECT 'public ' || string_agg(concat_ws(' ', id, secret, policed), ', ' ORDER BY id) FROM own.public $$),
	'SELECT 1');
SELECT schemaver_stamp('not_null');
\o
SET ROLE regress_schemaver_sample;
SELECT verdict, finding FROM schemaver_verify(rows => 4, sample => true);
RESET ROLE;
SET client_min_messages = warning;
DROP OWNED BY regress_schemaver_sample CASCADE;
DROP ROLE regress_schemaver_sample;
SELECT count(*) FROM schemaver_stamp('first');
SELECT count(*) FROM schemaver_downgrade('base');
