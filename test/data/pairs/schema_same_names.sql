-- the same names in two schemas; only one of the two changes
-- @before
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TYPE a.status AS ENUM ('on', 'off');
CREATE TYPE b.status AS ENUM ('on', 'off');
CREATE TABLE a.t (id integer CONSTRAINT pk PRIMARY KEY, s a.status DEFAULT 'on');
CREATE TABLE b.t (id integer CONSTRAINT pk PRIMARY KEY, s b.status DEFAULT 'on');
CREATE INDEX i ON a.t (s);
CREATE INDEX i ON b.t (s);
-- @after
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TYPE a.status AS ENUM ('on', 'off');
CREATE TYPE b.status AS ENUM ('on', 'half', 'off');
CREATE TABLE a.t (id integer CONSTRAINT pk PRIMARY KEY, s a.status DEFAULT 'on');
CREATE TABLE b.t (id integer CONSTRAINT pk PRIMARY KEY, s b.status DEFAULT 'off');
CREATE INDEX i ON a.t (s);
CREATE INDEX i ON b.t (s DESC);
