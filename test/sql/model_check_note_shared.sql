-- What a check remembers holds whatever other databases do to what all of them share
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA verified_shared;
SET search_path = verified_shared, public;
CREATE ROLE regress_shared_named;
CREATE ROLE regress_shared_other;
CREATE FUNCTION public.note() RETURNS text LANGUAGE sql AS 'SELECT verified FROM schemaver.model_cache';
CREATE FUNCTION public.after_change(change text) RETURNS text LANGUAGE plpgsql
AS $$
DECLARE
	before text := public.note();
BEGIN
	EXECUTE change;
	PERFORM schemaver_check();
	RETURN CASE WHEN public.note() IS DISTINCT FROM before THEN 'looked again' ELSE 'not looked' END;
END
$$;

CREATE TABLE item (id integer);
GRANT SELECT ON item TO regress_shared_named;
SELECT schemaver_model('CREATE TABLE item (id integer)');
SELECT schemaver_check();

-- what may as well be done in another database
SELECT public.after_change('CREATE ROLE regress_shared_new');
SELECT public.after_change('ALTER ROLE regress_shared_other CREATEDB');
SELECT public.after_change('ALTER ROLE regress_shared_other RENAME TO regress_shared_another');
SELECT public.after_change('ALTER ROLE regress_shared_named SET work_mem = 1000');
SELECT public.after_change('ALTER ROLE regress_shared_named LOGIN');
SELECT public.after_change('GRANT regress_shared_new TO regress_shared_another');
SELECT public.after_change('COMMENT ON ROLE regress_shared_new IS ''new''');
SELECT public.after_change('COMMENT ON DATABASE postgres IS ''shared''');
SELECT public.after_change('COMMENT ON DATABASE postgres IS ''default administrative connection database''');
SELECT public.after_change('DROP ROLE regress_shared_new, regress_shared_another');

-- what the schemas name
SELECT public.after_change('ALTER ROLE regress_shared_named RENAME TO regress_shared_renamed');
SELECT public.after_change('SELECT 1');
SELECT public.after_change('REVOKE SELECT ON item FROM regress_shared_renamed');
SELECT public.after_change('DROP ROLE regress_shared_renamed');

DROP FUNCTION public.after_change(text), public.note();
DROP SCHEMA verified_shared CASCADE;
