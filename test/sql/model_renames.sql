-- Markers in a model that have no effect: each says so, and why.
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;
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

-- renames without comments, for models that programs write
DROP SCHEMA a, elsewhere CASCADE;
CREATE SCHEMA a;
CREATE SCHEMA gone;
CREATE TYPE a.kind AS ENUM ('x', 'old', 'y');
CREATE TYPE a.pair AS (p integer, q integer);
CREATE DOMAIN a.percent AS integer;
CREATE TABLE a.users (id serial PRIMARY KEY, email text CONSTRAINT email CHECK (email <> ''), k a.kind, "Odd=name" a.percent, c a.pair);
CREATE INDEX users_email ON a.users (email);
CREATE TABLE gone.moving (id integer);
CREATE VIEW a.v AS SELECT id FROM a.users;
CREATE FUNCTION a.f(a.kind) RETURNS integer LANGUAGE sql AS 'SELECT 1';
INSERT INTO a.users (email, k) VALUES ('a@b', 'old'), ('b@b', 'y');
\set ddl `echo "CREATE SCHEMA b; CREATE SCHEMA came; CREATE TYPE b.sort AS ENUM ('x', 'new'); CREATE TYPE b.pair AS (one integer, q integer); CREATE DOMAIN b.rate AS integer; CREATE TABLE b.accounts (id serial PRIMARY KEY, mail text CONSTRAINT mail_check CHECK (mail <> ''), k b.sort, even b.rate, c b.pair); CREATE INDEX accounts_mail ON b.accounts (mail); CREATE TABLE b.moved (id integer); CREATE VIEW came.w AS SELECT id FROM b.accounts; CREATE FUNCTION b.g(b.sort) RETURNS integer LANGUAGE sql AS 'SELECT 1';"`
SELECT schemaver_model(:'ddl', '{a,b,came,gone}', renames => '{a=b,a.users=accounts,"column a.users.email=mail",
	"constraint a.users.email=mail_check","a.users.\"Odd=name\"=even",a.kind=sort,a.kind.old=new,a.kind.y=x,a.pair.p=one,
	"domain a.percent=rate",a.users_email=accounts_mail,gone.moving=b.moved,a.v=came.w,a.f=b.g,
	a.missing=there,a.missing=moved,a.users.missing=k,a.missing.email=there,missing=there,missing=came}');
SELECT concat_ws(' ', action, kind, identity), upgrade, downgrade FROM schemaver_diff();
\set VERBOSITY terse
SELECT schemaver_revision('renamed', autogenerate => true, rev_id => 'renamed') IS NOT NULL;
SELECT count(*) FROM schemaver_upgrade();
\set VERBOSITY default
SELECT mail, k FROM b.accounts ORDER BY id;
SELECT schemaver_check();
SELECT count(*) FROM schemaver_downgrade('base');
SELECT email, k FROM a.users ORDER BY id;
SELECT schemaver_model(:'ddl', '{a}', renames => '{a.b}');
SELECT schemaver_model(:'ddl', '{a}', renames => '{a.b=}');
SELECT schemaver_model(:'ddl', '{a}', renames => '{table a.b.c=d}');
SELECT schemaver_model(:'ddl', '{a}', renames => '{a.b=c.d.e}');
SELECT schemaver_model(:'ddl', '{a}', renames => '{NULL}');

-- what may be a rename is offered: one goes and one of the same type comes
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_model($$
	CREATE SCHEMA a;
	CREATE TYPE a.kind AS ENUM ('x', 'two words', 'y');
	CREATE TYPE a.pair AS (p integer, q integer);
	CREATE DOMAIN a.percent AS integer;
	CREATE TABLE a.users (id serial PRIMARY KEY, "E-mail" text, k a.kind, pct a.percent, c integer);
	CREATE TABLE a.came (id integer);
	CREATE TABLE a.came_too (id integer);
	CREATE TABLE gone.here (id integer);
	CREATE VIEW a.v AS SELECT id FROM a.users;
	CREATE FUNCTION a.f(a.kind) RETURNS integer LANGUAGE sql AS 'SELECT 1';
$$, '{a,gone}');
\set VERBOSITY terse
SELECT schemaver_revision('offered', autogenerate => true, rev_id => 'offered', renames => '{"a.users.\"Odd=name\"=pct",a.users.c=d}') IS NOT NULL;
\set VERBOSITY default
SELECT count(*) FROM schemaver_diff(renames => '{a.kind.old=two,"a.kind.old=\"two words\"","a.kind.y=\"two words\""}') WHERE kind = 'label';
DROP SCHEMA a, gone CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;

-- ----------
-- Where a model has no place for comments, as one that a program writes: what is
-- offered can be given as a list
-- ----------
CREATE SCHEMA offered;
CREATE TABLE offered.t (id integer, "Old's" text);
CREATE TYPE offered.mood AS ENUM ('good', 'so, so');
\set VERBOSITY default
\pset format unaligned
\pset tuples_only
SELECT schemaver_model('CREATE TABLE offered.t (id integer, "new name" text); CREATE TYPE offered.mood AS ENUM (''good'', ''fair'')', '{offered}');
SELECT schemaver_revision('offers', autogenerate => true, rev_id => 'offers');
SELECT schemaver_remove('offers');
SELECT upgrade FROM schemaver_diff(renames => '{"offered.t.\"Old''s\"=\"new name\"","offered.mood.\"so, so\"=fair"}');
SELECT schemaver_model('CREATE TABLE offered.t (id integer, new text); CREATE TYPE offered.mood AS ENUM (''good'', ''so, so'')', '{offered}');
SELECT schemaver_revision('offers', autogenerate => true, rev_id => 'offers');
\set VERBOSITY terse
DROP SCHEMA offered CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
