-- For tests of online forms: online_form(upgrade) gives that of a script, of
-- tables of any size.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore, schemaver.verified;
SET schemaver.online_min_size = 1;
CREATE FUNCTION online_form(upgrade text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM schemaver.revision;
	PERFORM schemaver_revision('x', upgrade, rev_id => 'x');
	RETURN schemaver_online('x');
END $$;
