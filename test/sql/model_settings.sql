-- The meaning of a model does not depend on the settings of the session that evaluates it
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA settled;
SET search_path = settled, public;
SET DateStyle = 'ISO, DMY';
SET TimeZone = 'Asia/Kolkata';
SELECT schemaver_model($$
CREATE TABLE event (
	id integer PRIMARY KEY,
	day date DEFAULT '02/03/2020',
	at timestamptz DEFAULT '2020-03-02 12:00',
	span interval DEFAULT '1 day 02:00',
	weight float8 DEFAULT 0.1::float8,
	price money DEFAULT 12.5,
	data bytea DEFAULT '\x01ff',
	CHECK (at > '2019-01-01 00:00')
);
$$);
SELECT upgrade FROM schemaver_diff();
DO $$
BEGIN
	PERFORM schemaver_revision('events', autogenerate => true, rev_id => 'e1');
END $$;
SELECT schemaver_upgrade();

-- written in another way, it is the same
SET DateStyle = 'German';
SELECT schemaver_check();
SET TimeZone = 'America/New_York';
SELECT schemaver_check();
SET IntervalStyle = 'iso_8601';
SELECT schemaver_check();
SET bytea_output = 'escape';
SELECT schemaver_check();
SET extra_float_digits = -3;
SELECT schemaver_check();
SET quote_all_identifiers = on;
SELECT schemaver_check();
SELECT current_setting('server_version_num')::integer < 190000 AS can_be_off \gset
\if :can_be_off
SET standard_conforming_strings = off;
\endif
SELECT schemaver_check();

-- evaluated again, it means the same
CREATE TABLE public.elsewhere (id integer);
SET search_path = public;
SELECT schemaver_check();
SET DateStyle = 'ISO, MDY';
UPDATE schemaver.model_cache SET facts_key = '';
SELECT schemaver_check();
RESET ALL;

-- no other setting comes with a model
UPDATE schemaver.model SET settings = settings || '{role=nobody,work_mem=1,TimeZoneX=y,x}';
SELECT schemaver_check();

-- and so does what another session makes of the scripts
SELECT column_default FROM information_schema.columns
WHERE table_schema = 'settled' AND column_name IN ('day', 'at', 'span')
ORDER BY ordinal_position;

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
DROP TABLE public.elsewhere;
SET client_min_messages = warning;
DROP SCHEMA settled CASCADE;
