-- What autogenerate does from the schema "pair" as :before makes it to the one
-- of :after, and back.  There are rows, made by :data and shown by :query.
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE SCHEMA pair;
SET search_path = pair, public;
:before
:data
SET search_path = public;
SELECT schemaver_model('CREATE SCHEMA pair; SET search_path = pair, public;' || :'after');
SELECT concat('-- ', action, ' ', kind, ': ' || hazard_code, E'\n', upgrade) FROM schemaver_diff();
SELECT schemaver_revision('there', autogenerate => true, rev_id => 'there');
SELECT schemaver_upgrade();
:query
SELECT 'left: ' || identity FROM schemaver_diff();
SELECT schemaver_downgrade('base');
SELECT schemaver_model('CREATE SCHEMA pair; SET search_path = pair, public;' || :'before');
:query
SELECT 'left: ' || identity FROM schemaver_diff();
DROP SCHEMA pair CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
