-- What an application asks for at its start.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_revision('one', rev_id => 'one', downgrade => '');
SELECT schemaver_revision('two', rev_id => 'two', branch_label => '{label}', downgrade => '');
SELECT schemaver_revision('left', rev_id => 'left', head => '{two}');
SELECT schemaver_revision('right', rev_id => 'right', head => '{two}', splice => true);

SELECT schemaver_require('base');
SELECT schemaver_require('one');
\echo :LAST_ERROR_SQLSTATE
SET client_min_messages = warning;
SELECT schemaver_stamp('right');
RESET client_min_messages;
SELECT schemaver_require('one');
SELECT schemaver_require('on');
SELECT schemaver_require('label');
SELECT schemaver_require('right');
SELECT schemaver_require('current');
SELECT schemaver_require('right@head');
SELECT schemaver_require('right-1');
SELECT schemaver_require('left');
SELECT schemaver_require('heads');
SELECT schemaver_require('head');
\echo :LAST_ERROR_SQLSTATE
SELECT schemaver_require('nowhere');
\echo :LAST_ERROR_SQLSTATE
SELECT schemaver_require(NULL);
SELECT schemaver_require('');
BEGIN READ ONLY;
SELECT schemaver_require('right');
COMMIT;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
