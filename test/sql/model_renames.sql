-- Markers in a model that have no effect: each says so, and why.
\pset format unaligned
\pset tuples_only on
CREATE SCHEMA a;
CREATE SCHEMA elsewhere;
CREATE TABLE a.t (old integer, other integer, new integer, CONSTRAINT c CHECK (old > 0));
CREATE TABLE elsewhere.u (id integer);
CREATE VIEW a.v AS SELECT 1 AS x;
CREATE TYPE a.e AS ENUM ('x', 'y', 'z');
CREATE FUNCTION a.f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION a.f(text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
SELECT schemaver_model($$
	CREATE SCHEMA a;
	-- @renamed from=missing
	CREATE TABLE a.t2 (
		-- @renamed from=nothing
		id integer
	);
	-- @renamed from=v
	CREATE TABLE a.t3 (id integer);
	CREATE TABLE a.t (
		new integer, -- @renamed from=old
		-- @renamed from=nothing
		newer integer,
		-- @renamed from=two words
		third integer,
		-- @renamed to=x
		fourth integer,
		CONSTRAINT d CHECK (new > 0) -- @renamed from=e
	);
	-- @renamed from=elsewhere.u
	CREATE TABLE a.u (id integer);
	-- @renamed from=nowhere.w
	CREATE TABLE a.w (id integer);
	-- @renamed from=f
	CREATE FUNCTION a.g(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
	CREATE TYPE a.e AS ENUM (
		-- @removed y to=nothing
		-- @removed z to=x
		-- @removed x
		'x', 'z', -- @renamed from=w
		'v' -- @renamed from=x
	);
	-- @removed y to=x
	SELECT 1;
	-- @renamed from=t
	COMMENT ON TABLE a.t IS 'nothing'; -- @renamed from=t
$$, '{a}');
SELECT kind, identity, action FROM schemaver_diff() WHERE kind IN ('table', 'column', 'label');

-- what was renamed has been renamed, and a new object may have the old name
SELECT schemaver_model($$
	CREATE SCHEMA a;
	-- @renamed from=old_t
	CREATE TABLE a.t (
		old integer,
		other integer, -- @renamed from=old
		new integer, -- @renamed from=other
		-- @renamed from=b
		CONSTRAINT c CHECK (old > 0)
	);
	CREATE VIEW a.v AS SELECT 1 AS x;
	CREATE TYPE a.e AS ENUM ('x',
		'y' -- @renamed from=x
		, 'z' -- @renamed from=Q
	);
	CREATE FUNCTION a.f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
	CREATE FUNCTION a.f(text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
$$, '{a}');
SELECT schemaver_check();

-- a model names the schema that it renames: its contents are compared
SELECT schemaver_model($$
	-- @renamed from=elsewhere
	CREATE SCHEMA here;
	CREATE TABLE here.u (id integer);
$$);
SELECT upgrade, downgrade FROM schemaver_diff() WHERE kind = 'schema' AND action = 'rename';
