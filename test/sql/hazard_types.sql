-- what a change of type does to values and tables is told: no statement fails,
-- changes a value or writes a table anew without the hazard of it
SET client_min_messages = warning;
SET timezone = 'UTC';
SET datestyle = 'ISO';
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE TABLE public.cases (n int PRIMARY KEY, old text, new text, value text);
INSERT INTO cases
SELECT row_number() OVER (), old, new, value FROM (VALUES
	('smallint', 'integer', '7'), ('smallint', 'real', '32767'), ('smallint', 'numeric(4,0)', '12345'),
	('integer', 'smallint', '40000'), ('integer', 'bigint', '7'), ('integer', 'real', '16777217'),
	('integer', 'double precision', '2147483647'), ('integer', 'numeric', '7'), ('integer', 'numeric(10,0)', '2147483647'),
	('integer', 'numeric(10,2)', '2147483647'), ('integer', 'boolean', '5'), ('integer', 'oid', '-1'), ('integer', 'text', '7'),
	('integer', 'character varying(3)', '12345'), ('integer', 'character(3)', '12345'), ('integer', 'money', '7'),
	('bigint', 'integer', '5000000000'), ('bigint', 'double precision', '9007199254740993'), ('bigint', 'oid', '-1'),
	('bigint', 'numeric(19,0)', '7'), ('bigint', 'real', '16777217'), ('oid', 'integer', '4294967295'), ('oid', 'bigint', '4294967295'),
	('boolean', 'integer', 'true'), ('boolean', 'text', 'true'),
	('numeric', 'integer', '1.5'), ('numeric', 'bigint', '1e30'), ('numeric', 'real', '1.23456789'), ('numeric', 'double precision', '1.2345678901234567890'),
	('numeric', 'numeric(6,2)', '1.234'), ('numeric(8,2)', 'numeric(9,4)', '123456.78'), ('numeric(8,2)', 'numeric(10,2)', '1.25'),
	('numeric(8,2)', 'numeric', '1.25'), ('numeric(8,2)', 'numeric(12,4)', '123456.78'), ('numeric(8,2)', 'numeric(8,1)', '1.25'),
	('numeric(2,1)', 'numeric(1,0)', '9.9'), ('numeric(8,2)', 'numeric(7,2)', '123456.78'), ('numeric', 'money', '1.234'), ('money', 'numeric', '1.23'),
	('real', 'double precision', '1.5'), ('real', 'numeric', '1.2345678'), ('real', 'integer', '1.4'), ('double precision', 'real', '1.23456789012345'),
	('double precision', 'real', '1e300'), ('double precision', 'integer', '1.4'), ('double precision', 'bigint', '1e300'),
	('double precision', 'numeric', '1.2345678901234567'), ('double precision', 'text', '1.2345678901234567'),
	('text', 'character varying', 'abc'), ('text', 'character varying(2)', 'abc'), ('text', 'character(2)', 'abc'), ('text', 'name', repeat('x', 70)),
	('text', '"char"', 'abc'), ('text', 'integer', 'abc'), ('text', 'json', '{"a": 1'), ('text', 'jsonb', '{"a": 1, "a": 2}'), ('text', 'date', 'abc'),
	('text', 'date', '2024-01-01 12:34'), ('text', 'uuid', 'abc'), ('text', 'bytea', '\x00'), ('text', 'numeric(3,1)', '1.25'), ('text', 'boolean', 'maybe'),
	('text', 'inet', '10.1.2.3/99'), ('text', 'text[]', 'abc'),
	('character varying(20)', 'character varying(40)', 'abc'), ('character varying(20)', 'character varying', 'abc'), ('character varying(20)', 'text', 'abc'),
	('character varying(20)', 'character varying(10)', repeat('x', 15)), ('character varying(3)', 'character(3)', 'ab '), ('text', 'character(5)', 'ab '), ('character varying(3)', 'character(5)', 'ab'),
	('character(3)', 'character(10)', 'ab'), ('character(5)', 'character(3)', 'abcd'), ('character(3)', 'text', 'ab'), ('character(3)', 'character varying(2)', 'abc'),
	('name', 'text', 'abc'), ('name', 'character varying(2)', 'abc'), ('"char"', 'text', 'a'), ('"char"', 'integer', 'a'),
	('date', 'timestamp without time zone', '2024-01-01'), ('date', 'timestamp with time zone', '2024-01-01'), ('date', 'timestamp(0) without time zone', '2024-01-01'),
	('date', 'timestamp without time zone', '300000-01-01'), ('date', 'text', '2024-01-01'), ('date', 'integer', '2024-01-01'),
	('timestamp without time zone', 'date', '2024-01-01 12:34:56'), ('timestamp without time zone', 'time without time zone', '2024-01-01 12:34:56'),
	('timestamp without time zone', 'timestamp with time zone', '2024-01-01 12:34:56'), ('timestamp without time zone', 'timestamp(0) without time zone', '2024-01-01 12:34:56.7'),
	('timestamp(3) without time zone', 'timestamp(6) without time zone', '2024-01-01 12:34:56.789'), ('timestamp(3) without time zone', 'timestamp without time zone', '2024-01-01 12:34:56.789'),
	('timestamp with time zone', 'date', '2024-01-01 12:34:56+00'), ('timestamp with time zone', 'timestamp without time zone', '2024-01-01 12:34:56+00'),
	('timestamp with time zone', 'time with time zone', '2024-01-01 12:34:56+00'), ('timestamp with time zone', 'timestamp(2) with time zone', '2024-01-01 12:34:56.789+00'),
	('timestamp with time zone', 'timestamp(6) with time zone', '2024-01-01 12:34:56.789+00'),
	('time without time zone', 'interval', '12:34:56'), ('time without time zone', 'time with time zone', '12:34:56'), ('time without time zone', 'time(0) without time zone', '12:34:56.7'),
	('time with time zone', 'time without time zone', '12:34:56+05'), ('interval', 'time without time zone', '30 hours'), ('interval', 'interval(0)', '1.5 seconds'),
	('interval(3)', 'interval(6)', '1.5 seconds'), ('interval(3)', 'interval', '1.5 seconds'), ('interval', 'interval hour to minute', '12:34:56'), ('interval hour to minute', 'interval', '12:34'),
	('bit(8)', 'bit(4)', '10101010'), ('bit(4)', 'bit(8)', '1010'), ('bit varying(8)', 'bit varying(4)', '10101010'), ('bit varying(4)', 'bit varying(8)', '1010'), ('bit varying(4)', 'bit varying', '1010'),
	('bit varying', 'bit(4)', '10101'), ('bit(4)', 'bit varying(4)', '1010'), ('bit(4)', 'bit varying(2)', '1010'), ('bit(4)', 'integer', '1010'), ('integer', 'bit(4)', '255'),
	('inet', 'cidr', '10.1.2.3/8'), ('cidr', 'inet', '10.0.0.0/8'), ('inet', 'text', '10.1.2.3/8'), ('macaddr', 'macaddr8', '08:00:2b:01:02:03'), ('macaddr8', 'macaddr', '08:00:2b:01:02:03:04:05'),
	('json', 'jsonb', '{"a": 1, "a": 2}'), ('json', 'jsonb', '"\u0000"'), ('jsonb', 'json', '{"a": 1}'), ('json', 'text', '{"a": 1}'), ('jsonb', 'text', '{"a": 1}'), ('jsonb', 'integer', '1.5'),
	('bytea', 'text', '\xff'), ('uuid', 'text', '00000000-0000-0000-0000-000000000001'),
	('text[]', 'character varying(2)[]', '{abc}'), ('character varying(20)[]', 'text[]', '{abc}'), ('character varying(20)[]', 'character varying(40)[]', '{abc}'), ('integer[]', 'bigint[]', '{1,2}'), ('bigint[]', 'integer[]', '{5000000000}'),
	('numeric[]', 'integer[]', '{1.5}'), ('timestamp with time zone[]', 'date[]', '{2024-01-01 12:34:56+00}'), ('integer[]', 'text', '{1,2}'),
	('int4range', 'int8range', '[1,5)'), ('point', 'box', '(1,2)'), ('box', 'point', '(1,2),(3,4)'), ('polygon', 'circle', '((0,0),(1,1),(2,0))'),
	('public.mood', 'text', 'happy'), ('public.mood', 'public.temper', 'happy'), ('text', 'public.mood', 'unknown'),
	('integer', 'public.plain', '7'), ('public.plain', 'integer', '7'), ('integer', 'public.positive', '-7'), ('integer', 'public.very_positive', '-7'), ('public.positive', 'integer', '7'),
	('text', 'public.short', 'abc'), ('public.plain', 'public.positive', '-7'), ('public.positive', 'public.plain', '7'), ('bigint', 'public.plain', '5000000000'), ('integer[]', 'public.positive[]', '{-7}'),
	('timestamp with time zone', 'public.day', '2024-01-01 12:34:56+00'), ('regclass', 'oid', '1'), ('oid', 'regclass', '1'), ('integer', 'regclass', '-1'), ('pg_lsn', 'text', '0/1')
) AS c (old, new, value);
CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE TYPE temper AS ENUM ('sad');
CREATE DOMAIN plain AS integer;
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN very_positive AS positive;
CREATE DOMAIN short AS varchar(2);
CREATE DOMAIN day AS date;
CREATE SCHEMA app;
DO $$
DECLARE
	c record;
BEGIN
	FOR c IN SELECT * FROM cases LOOP
		EXECUTE format('CREATE TABLE app.t%s (v %s)', c.n, c.old);
		EXECUTE format('INSERT INTO app.t%s VALUES (%L)', c.n, c.value);
	END LOOP;
END $$;
SELECT schemaver_model('CREATE SCHEMA app; ' || string_agg(format('CREATE TABLE app.t%s (v %s)', n, new), '; '), schemas => '{app}') FROM cases;
CREATE TABLE told AS
SELECT c.*, d.upgrade, regexp_split_to_array(d.hazard_code, ' ') AS codes
FROM cases c JOIN schemaver_diff() d ON d.identity = format('app.t%s.v', c.n);
CREATE TABLE seen (n int, fails text, changes text, rewrites bool);
DO $$
DECLARE
	c record;
	before oid;
	failure text;
	result text;
	same bool;
BEGIN
	FOR c IN SELECT * FROM told LOOP
		before := pg_relation_filenode(format('app.t%s', c.n));
		failure := NULL;
		same := NULL;
		BEGIN
			EXECUTE c.upgrade;
			EXECUTE format('SELECT v::text FROM app.t%s', c.n) INTO result;
			BEGIN
				-- as one of the old type, the value is the one that was there
				EXECUTE format('SELECT %L::%s::text = %L::%s::text', result, c.old, c.value, c.old) INTO same;
			EXCEPTION WHEN others THEN
				same := false;
			END;
			BEGIN
				EXECUTE format('SELECT %L OR v::%s::text = %L::%s::text FROM app.t%s', same, c.old, c.value, c.old, c.n) INTO same;
			EXCEPTION WHEN others THEN
			END;
		EXCEPTION WHEN others THEN
			failure := SQLERRM;
		END;
		INSERT INTO seen VALUES (c.n, failure, CASE WHEN NOT same THEN result END,
			failure IS NULL AND pg_relation_filenode(format('app.t%s', c.n)) <> before);
	END LOOP;
END $$;
SELECT count(*) AS cases, count(fails) AS fail, count(changes) AS change, count(*) FILTER (WHERE rewrites) AS rewrite FROM cases LEFT JOIN seen USING (n);
-- what was not told
SELECT old, new, value, array_to_string(codes, ' ') AS told, fails, changes, rewrites FROM told JOIN seen USING (n)
WHERE (fails IS NOT NULL AND NOT 'may_fail' = ANY (codes) AND NOT 'data_loss' = ANY (codes)) OR
	(changes IS NOT NULL AND NOT 'data_loss' = ANY (codes)) OR
	(rewrites AND NOT 'rewrite' = ANY (codes)) OR
	NOT 'lock:AccessExclusive' = ANY (codes)
ORDER BY n;
-- what is told
SELECT old, new, string_agg(DISTINCT array_to_string(array_remove(codes, 'lock:AccessExclusive'), ' '), '?') AS told FROM told
GROUP BY old, new ORDER BY old COLLATE "C", new COLLATE "C";

DROP SCHEMA app CASCADE;
DROP TABLE cases, told, seen;
DROP TYPE mood, temper;
DROP DOMAIN plain, very_positive, positive, short, day;
TRUNCATE schemaver.model;
