-- Functions that name their schema, when two schemas are compared: by a
-- setting, and in a body that the server keeps as text.
SET client_min_messages = warning;
CREATE SCHEMA one;
CREATE SCHEMA "Two";
CREATE TABLE one.x (a int);
CREATE TABLE "Two".x (a int);
CREATE TEXT SEARCH CONFIGURATION one.words (COPY = simple);
CREATE TEXT SEARCH CONFIGURATION "Two".words (COPY = simple);
CREATE FUNCTION one.f() RETURNS int LANGUAGE sql
	SET search_path = one, public SET default_text_search_config = 'one.words' SET work_mem = '1MB'
	AS 'SELECT a FROM one.x -- of one';
CREATE FUNCTION "Two".f() RETURNS int LANGUAGE sql
	SET search_path = "Two", public SET default_text_search_config = '"Two".words' SET work_mem = '1MB'
	AS 'SELECT a FROM "Two".x -- of one';
CREATE PROCEDURE one.p(INOUT r one.x) LANGUAGE plpgsql
	AS 'DECLARE s one . x%ROWTYPE; BEGIN INSERT INTO one.x VALUES (1) RETURNING * INTO s; r := s; END';
CREATE PROCEDURE "Two".p(INOUT r "Two".x) LANGUAGE plpgsql
	AS 'DECLARE s "Two" . x%ROWTYPE; BEGIN INSERT INTO "Two".x VALUES (1) RETURNING * INTO s; r := s; END';

-- they are the same
SELECT identity FROM schemaver_diff('one', 'Two', strict => true);
SELECT identity FROM schemaver_diff('Two', 'one', strict => true);

-- what is created names the other schema
CREATE FUNCTION "Two".new() RETURNS int LANGUAGE sql SET search_path = pg_catalog, "Two"
	AS 'SELECT "Two".f() FROM "Two".x';
SELECT upgrade FROM schemaver_diff('one', 'Two', strict => true);
DROP FUNCTION "Two".new();

-- what cannot be told is left, and reported
CREATE FUNCTION "Two".dynamic() RETURNS int LANGUAGE plpgsql
	AS 'BEGIN EXECUTE ''SELECT "Two".f()''; RETURN 1; END';
CREATE FUNCTION "Two".alias() RETURNS int LANGUAGE sql
	AS 'SELECT "Two".a FROM "Two".x AS "Two"';
SELECT upgrade FROM schemaver_diff('one', 'Two', strict => true);
SELECT upgrade FROM schemaver_diff('Two', 'one', strict => true);

DROP SCHEMA one, "Two" CASCADE;
