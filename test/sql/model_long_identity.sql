-- Objects whose identities differ after 1023 bytes only: each has its own downgrade
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA long;
SET search_path = long, public;
\pset format unaligned
\pset tuples_only on

-- 18 arguments, of types with names of 63 bytes
SELECT 't_' || repeat('x', 61) AS type \gset
CREATE DOMAIN :type AS integer;
SELECT string_agg(:'type', ', ') AS types FROM generate_series(1, 17) \gset
CREATE FUNCTION f(:types, integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(:types, text) RETURNS integer LANGUAGE sql AS 'SELECT 2';
SELECT format($m$
CREATE DOMAIN %1$s AS integer;
CREATE FUNCTION f(%2$s, integer) RETURNS integer LANGUAGE sql AS 'SELECT 3';
CREATE FUNCTION f(%2$s, text) RETURNS integer LANGUAGE sql AS 'SELECT 4';
$m$, :'type', :'types') AS model \gset
SELECT schemaver_model(:'model');

SELECT length(identity) > 1023 AS is_long, substring(identity FROM '\w+\)$') AS last_argument,
	substring(upgrade FROM 'SELECT \d') AS upgrade, substring(downgrade FROM 'SELECT \d') AS downgrade,
	array_length(string_to_array(downgrade, 'CREATE OR REPLACE'), 1) - 1 AS statements
FROM schemaver_diff() ORDER BY 2;

SET client_min_messages = warning;
DROP SCHEMA long CASCADE;
