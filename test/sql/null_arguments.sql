-- NULL in every argument: the default where there is one, else an error.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_revision(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT length(schemaver_revision('one', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
SELECT schemaver_revision('x', head => '{NULL}');
SELECT schemaver_revision('x', branch_label => '{NULL}');
SELECT schemaver_revision('x', depends_on => ARRAY[NULL]::text[]);
SELECT schemaver_revision('x', head => '{{a,b},{c,d}}');
\set VERBOSITY terse
SELECT schemaver_merge(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
\set VERBOSITY default
SELECT schemaver_merge('{NULL}');
SELECT schemaver_edit(NULL);
SELECT length(schemaver_edit('head', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
SELECT schemaver_derive(NULL);
SELECT schemaver_remove(NULL);
SELECT schemaver_upgrade(NULL);
SELECT schemaver_downgrade(NULL);
SELECT schemaver_stamp(NULL);
SELECT schemaver_stamp(NULL::text[]);
SELECT schemaver_stamp('{NULL}'::text[]);
SELECT count(*) FROM schemaver_stamp('base', NULL);
SELECT schemaver_plan(NULL);
SELECT schemaver_plan('head', NULL);
SELECT schemaver_plan('head', 'sideways');
SELECT count(*) FROM schemaver_current(NULL);
SELECT count(*) FROM schemaver_heads(NULL);
SELECT schemaver_history(NULL);
SELECT schemaver_show(NULL);
SELECT schemaver_graph(NULL);
SELECT schemaver_impact(NULL);
SELECT count(*) FROM schemaver_impact('heads', NULL);
SELECT schemaver_upgrade_sql(NULL);
SELECT length(schemaver_upgrade_sql('base', NULL)) > 0 AS ok;
SELECT schemaver_downgrade_sql(NULL);
SELECT schemaver_stamp_sql(NULL);
SELECT schemaver_sha256(NULL) IS NULL AS strict;
SELECT schemaver_lint(NULL);
SELECT length(schemaver_remove('head', true));
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
