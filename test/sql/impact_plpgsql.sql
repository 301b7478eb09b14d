-- Which statements of functions in PL/pgSQL an upgrade breaks.
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
TRUNCATE schemaver.query;
CREATE SCHEMA impact;
SET search_path = impact, public;

CREATE TABLE orders (id integer PRIMARY KEY, customer integer, total numeric, note text);
CREATE TABLE copy (LIKE orders);
CREATE TABLE pair (a integer, b integer);
CREATE TABLE changed (id integer, v integer);

-- Records that queries, cursors and values give their structure
CREATE FUNCTION records() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	r record;
	s record := ROW(1, 2);
	o orders%ROWTYPE;
	named orders;
	c CURSOR (i integer) FOR SELECT * FROM orders WHERE id = i;
	total numeric := 0;
BEGIN
	FOR r IN SELECT * FROM orders LOOP
		total := total + r.total;
		RAISE NOTICE '%', r.note;
	END LOOP;
	FOR r IN c(1) LOOP
		total := total + r.total + length(r.note);
	END LOOP;
	OPEN c(2);
	FETCH c INTO r;
	IF r.note = '' THEN
		NULL;
	ELSIF r.total > 0 THEN
		NULL;
	END IF;
	CLOSE c;
	SELECT * INTO r FROM orders;
	PERFORM r.note;
	o.note := 'x';
	named.total := 1;
	r := named;
	PERFORM r.note;
	INSERT INTO orders VALUES (1, 2, 3, 'x') RETURNING * INTO r;
	PERFORM r.id;
END $$;

-- Of what EXECUTE returns nothing is known, and it is not executed
CREATE FUNCTION dynamic(name text) RETURNS SETOF integer LANGUAGE plpgsql AS $$
DECLARE
	r record;
BEGIN
	FOR r IN EXECUTE 'SELECT note FROM orders' LOOP
		RAISE NOTICE '%', r.note;
	END LOOP;
	EXECUTE format('SELECT note FROM %I', name) INTO r USING (SELECT max(total) FROM orders);
	RETURN QUERY EXECUTE 'SELECT 1';
	RETURN NEXT length(r.note);
END $$;

-- All kinds of statements
CREATE FUNCTION statements(i integer) RETURNS text LANGUAGE plpgsql AS $$
<<outermost>>
DECLARE
	n integer := (SELECT count(note) FROM orders);
	list text[];
	t text;
BEGIN
	WHILE EXISTS (SELECT FROM orders WHERE note = t) LOOP
		EXIT WHEN (SELECT note FROM orders WHERE id = outermost.i) = 'x';
	END LOOP;
	FOR k IN 1 .. (SELECT count(note) FROM orders) LOOP
		list[(SELECT length(note) FROM orders)] := 'x';
	END LOOP;
	FOREACH t IN ARRAY (SELECT array_agg(note) FROM orders) LOOP
		NULL;
	END LOOP;
	CASE (SELECT note FROM orders)
		WHEN 'a' THEN DELETE FROM orders WHERE note = t;
		ELSE NULL;
	END CASE;
	ASSERT (SELECT note FROM orders) IS NOT NULL, 'message';
	BEGIN
		UPDATE orders SET total = 0 WHERE id = i;
	EXCEPTION WHEN others THEN
		INSERT INTO orders (note) VALUES (SQLERRM);
		RAISE EXCEPTION USING MESSAGE = (SELECT note FROM orders);
	END;
	CREATE TEMP TABLE utility AS SELECT note FROM orders;
	SELECT nonsense FROM orders INTO t;
	RETURN (SELECT note FROM orders);
END $$;

CREATE FUNCTION "Returns" () RETURNS TABLE (a integer, b integer) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY SELECT * FROM pair;
	RETURN QUERY SELECT p.a, p.b FROM pair p;
END $$;
CREATE FUNCTION returns_one() RETURNS SETOF integer LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY SELECT v FROM changed;
END $$;
CREATE FUNCTION type_of_column() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	n orders.note%TYPE;
BEGIN
	NULL;
END $$;
CREATE FUNCTION conflict() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	more integer;
BEGIN
	PERFORM more FROM pair;
END $$;
CREATE FUNCTION conflict_settled() RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
	more integer;
BEGIN
	PERFORM more FROM pair;
END $$;
CREATE FUNCTION conflict_set() RETURNS void LANGUAGE plpgsql SET plpgsql.variable_conflict = use_column AS $$
DECLARE
	more integer;
BEGIN
	PERFORM more FROM pair;
END $$;
SET check_function_bodies = off;
CREATE FUNCTION fails_already() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	x nonsense;
BEGIN
	PERFORM note FROM orders;
END $$;
RESET check_function_bodies;
CREATE PROCEDURE proc() LANGUAGE plpgsql AS $$
DECLARE
	r orders;
BEGIN
	CALL proc2(r.note);
	COMMIT;
END $$;
CREATE PROCEDURE proc2(t text) LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE FUNCTION anything(x anyelement) RETURNS anyelement LANGUAGE plpgsql AS $$
BEGIN
	PERFORM note FROM orders WHERE id = x;
	RETURN x;
END $$;

-- Triggers: one function for two tables, and one that is dropped
CREATE FUNCTION on_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND OLD.note IS DISTINCT FROM NEW.note THEN
		NEW.note := NULL;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER on_change BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION on_change();
CREATE TRIGGER on_change BEFORE INSERT OR UPDATE ON copy FOR EACH ROW EXECUTE FUNCTION on_change();
CREATE FUNCTION off() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.note := NULL; RETURN NEW; END';
CREATE TRIGGER off BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION off();
CREATE FUNCTION writes_elsewhere() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO changed VALUES (NEW.a, NEW.b); RETURN NEW; END';
CREATE TABLE source (a integer, b integer);
CREATE TRIGGER writes_elsewhere AFTER INSERT ON source FOR EACH ROW EXECUTE FUNCTION writes_elsewhere();
CREATE FUNCTION on_command() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM note FROM impact.orders; END';

SELECT schemaver_revision('impact', $$
DROP TRIGGER off ON impact.orders;
ALTER TABLE impact.orders DROP COLUMN note;
ALTER TABLE impact.pair ADD COLUMN more integer;
ALTER TABLE impact.changed ALTER v TYPE boolean USING v = 1;
$$, rev_id => 'impact1');
\pset format unaligned
SELECT source, name, effect, sqlstate, message, context FROM schemaver_impact()
WHERE name NOT IN ('impact.type_of_column()');
SELECT name, query FROM schemaver_impact() WHERE name IN ('impact.conflict()', 'impact."Returns"()');
\echo -- the error is another one in some versions
SELECT name, effect FROM schemaver_impact() WHERE name = 'impact.type_of_column()';
SELECT source, name, effect, message FROM schemaver_impact(untouched => true)
WHERE effect NOT IN ('breaks', 'changes its result type') AND name LIKE 'impact.%';

-- Called by a function that is there, and again: what PL/pgSQL keeps is good
CREATE FUNCTION calls() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM note FROM orders;
	RETURN (SELECT count(*) FROM schemaver_impact() WHERE name = 'impact.calls()');
END $$;
SELECT calls(), calls();
INSERT INTO source VALUES (1, 2);
SELECT * FROM changed;
SELECT * FROM "Returns"();

DROP SCHEMA impact CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.query;
