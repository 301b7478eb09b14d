-- What pg_dump writes is a model as it is
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA dumped;
CREATE ROLE regress_dumped;
CREATE TYPE dumped.mood AS ENUM ('sad', 'happy');
CREATE TABLE dumped.people (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mood dumped.mood);
COMMENT ON TABLE dumped.people IS 'who is there';

SELECT schemaver_model($dump$
--
-- PostgreSQL database dump
--

\restrict 650uuVU7DeFgHiJkLmNoPqRsTuVwXyZ0123456789

-- Dumped from database version 15.15
-- Dumped by pg_dump version 17.7

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

DROP TABLE IF EXISTS dumped.people;
DROP TYPE IF EXISTS dumped.mood;
DROP EXTENSION IF EXISTS plpgsql;
DROP SCHEMA IF EXISTS dumped;
--
-- Name: dumped; Type: SCHEMA; Schema: -; Owner: regress_nobody
--

CREATE SCHEMA dumped;


ALTER SCHEMA dumped OWNER TO regress_nobody;

--
-- Name: plpgsql; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;


--
-- Name: EXTENSION plpgsql; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language';


--
-- Name: mood; Type: TYPE; Schema: dumped; Owner: regress_nobody
--

CREATE TYPE dumped.mood AS ENUM (
    'sad',
    'happy'
);


ALTER TYPE dumped.mood OWNER TO regress_nobody;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: people; Type: TABLE; Schema: dumped; Owner: regress_nobody
--

CREATE TABLE dumped.people (
    id integer NOT NULL,
    mood dumped.mood
);


ALTER TABLE dumped.people OWNER TO regress_nobody;

--
-- Name: TABLE people; Type: COMMENT; Schema: dumped; Owner: regress_nobody
--

COMMENT ON TABLE dumped.people IS 'who is there';


--
-- Name: people_id_seq; Type: SEQUENCE; Schema: dumped; Owner: regress_nobody
--

ALTER TABLE dumped.people ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME dumped.people_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: people people_pkey; Type: CONSTRAINT; Schema: dumped; Owner: regress_nobody
--

ALTER TABLE ONLY dumped.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (id);


--
-- Name: SCHEMA dumped; Type: ACL; Schema: -; Owner: regress_nobody
--

GRANT USAGE ON SCHEMA dumped TO regress_somebody;
GRANT SELECT ON TABLE dumped.people TO regress_somebody;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_nobody IN SCHEMA dumped GRANT SELECT ON TABLES TO regress_somebody;

--
-- PostgreSQL database dump complete
--

\unrestrict 650uuVU7DeFgHiJkLmNoPqRsTuVwXyZ0123456789
$dump$);
SELECT schemaver_check();
SHOW search_path;
SHOW check_function_bodies;

-- errors are in the lines of the dump
SELECT schemaver_model($dump$
\restrict key
SET lock_timeout = 0;
CREATE SCHEMA dumped;
ALTER SCHEMA dumped OWNER TO regress_nobody;
CREATE TABLE dumped.people (
    id missing_type
);
\unrestrict key
$dump$);
SELECT schemaver_model($dump$
CREATE SCHEMA dumped;
CREATE TABLE dumped.people (id integer);
COPY dumped.people (id) FROM stdin;
1
2
\.
$dump$);

-- with owners and privileges: the roles must be there
SELECT schemaver_model($dump$
CREATE SCHEMA dumped;
ALTER SCHEMA dumped OWNER TO regress_nobody;
$dump$, privileges => true);
SELECT schemaver_model($dump$
CREATE SCHEMA dumped;
ALTER SCHEMA dumped OWNER TO regress_dumped;
CREATE TYPE dumped.mood AS ENUM ('sad', 'happy');
CREATE TABLE dumped.people (
    id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
    mood dumped.mood
);
ALTER TABLE dumped.people OWNER TO regress_dumped;
COMMENT ON TABLE dumped.people IS 'who is there';
ALTER TABLE ONLY dumped.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (id);
GRANT USAGE ON SCHEMA dumped TO PUBLIC;
$dump$, privileges => true);
SELECT kind, identity, action, upgrade FROM schemaver_diff() WHERE upgrade ~ 'dumped' ORDER BY 1, 2;

DROP SCHEMA dumped CASCADE;
DROP ROLE regress_dumped;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
