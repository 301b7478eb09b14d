-- values that need care: backslashes, quotes, dollar signs, line ends, empty strings
-- @before
CREATE TABLE t (a text DEFAULT E'a\\b', b text DEFAULT '', c text DEFAULT '$1 $$ $a$');
-- @after
CREATE TABLE t (a text DEFAULT E'a\nb\t\\', b text DEFAULT '''', c text DEFAULT '$body$ -- no comment /* nor this */ ; ''', d text CHECK (d <> E'\\x' AND d ~ '^\w+\.[a-z]{2,}$'), e bytea DEFAULT '\xdead', f jsonb DEFAULT '{"a": "it''s \"x\""}', g interval DEFAULT '1 day 02:03:04', h point DEFAULT '(1,2)', i float8 DEFAULT 'NaN', j numeric DEFAULT 1e30, k bit(3) DEFAULT B'101', l "char" DEFAULT 'x');
CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $f$ BEGIN RETURN $q$ it's $function$ \ $q$; END $f$;
