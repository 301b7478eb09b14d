-- The graph stays well-formed, whichever way a revision comes in.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_revision('a', rev_id => 'a', branch_label => '{base_line}');
SELECT schemaver_revision('b', rev_id => 'b');
SELECT schemaver_revision('c', rev_id => 'c');

-- names
SELECT schemaver_revision('x', rev_id => '');
SELECT schemaver_revision('x', rev_id => 'a-b');
SELECT schemaver_revision('x', rev_id => 'a b');
SELECT schemaver_revision('x', rev_id => E'a\tb');
SELECT schemaver_revision('x', rev_id => U&'a\00A0b');
SELECT schemaver_revision('x', rev_id => repeat('x', 256));
SELECT length(schemaver_revision('x', rev_id => repeat('x', 255)));
SELECT length(schemaver_remove(repeat('x', 255)));
SELECT schemaver_revision('x', rev_id => 'head');
SELECT schemaver_revision('x', branch_label => '{current}');
SELECT schemaver_revision('x', branch_label => '{one@two}');
SELECT schemaver_revision('umlauts', rev_id => 'überprüfung');
SELECT schemaver_remove('überprüfung');
SELECT schemaver_revision('generated') ~ '^[0-9a-f]{12}$' AS twelve_hex_digits;
SELECT length(schemaver_remove('heads'));

-- duplicates
SELECT schemaver_revision('x', rev_id => 'a');
SELECT schemaver_revision('x', rev_id => 'base_line');
SELECT schemaver_revision('x', rev_id => 'x', branch_label => '{a}');
SELECT schemaver_revision('x', rev_id => 'x', branch_label => '{base_line}');
SELECT schemaver_revision('x', rev_id => 'x', branch_label => '{new,new}');
SELECT schemaver_revision('x', rev_id => 'x', branch_label => '{x}');
SELECT schemaver_revision('x', head => '{c,c}');
SELECT schemaver_revision('x', head => '{c,heads}');
SELECT schemaver_revision('x', rev_id => 'x', depends_on => '{a,base_line}');
SELECT schemaver_edit('c', branch_labels => '{base_line}');

-- what a revision depends on is a target, but a label stays a label
SELECT schemaver_revision('x', rev_id => 'x', depends_on => '{base_li, c-1}');
SELECT depends_on FROM schemaver_show('x');
SELECT schemaver_edit('x', depends_on => '{base_line}');
SELECT depends_on FROM schemaver_show('x');
SELECT schemaver_remove('x');

-- unknown
SELECT schemaver_revision('x', head => '{nosuch}');
SELECT schemaver_revision('x', depends_on => '{nosuch}');
SELECT schemaver_merge('{c,nosuch}');
SELECT schemaver_edit('nosuch', message => 'x');
SELECT schemaver_edit('c', down_revisions => '{nosuch}');
SELECT schemaver_remove('nosuch');
SELECT schemaver_remove('base');

-- not a head
SELECT schemaver_revision('x', head => '{a}');
SELECT schemaver_merge('{a,c}');

-- self-references
SELECT schemaver_revision('x', rev_id => 'x', head => '{x}');
SELECT schemaver_revision('x', rev_id => 'x', depends_on => '{x}');
SELECT schemaver_edit('b', down_revisions => '{b}');
SELECT schemaver_edit('b', depends_on => '{b}');
SELECT schemaver_edit('a', depends_on => '{base_line}');
SELECT schemaver_merge('{c,x}', rev_id => 'x');

-- cycles
SELECT schemaver_edit('a', down_revisions => '{c}');
\echo :LAST_ERROR_SQLSTATE
SELECT schemaver_edit('a', depends_on => '{c}');
SELECT schemaver_edit('a', down_revisions => '{b}');

-- merges
SELECT schemaver_merge();
SELECT schemaver_merge('{}');
SELECT schemaver_merge('{b,c}', splice => true);
SELECT schemaver_revision('d', rev_id => 'd', head => '{b}', splice => true);
SELECT schemaver_merge(rev_id => 'e');
SELECT message, down_revisions FROM schemaver_show('e');
SELECT schemaver_revision('f', rev_id => 'f', head => '{base}');
SELECT schemaver_edit('f', down_revisions => '{head}');
SELECT schemaver_revision('no parents either', rev_id => 'f2', head => '{}');
SELECT down_revisions, is_base FROM schemaver_show('f2');
SELECT schemaver_remove('f2');
SELECT down_revisions, is_base FROM schemaver_show('f');

-- what others depend on stays
SELECT schemaver_remove('b');
SELECT schemaver_edit('f', depends_on => '{base_line}');
SELECT schemaver_edit('a', branch_labels => '{}');
SELECT schemaver_edit('f', depends_on => '{}');
SELECT schemaver_remove('e');
SELECT revision FROM schemaver_history();

-- a graph that was broken by hand is reported, and can be fixed by hand
INSERT INTO schemaver.revision (revision, down_revisions) VALUES ('g', '{gone}');
SELECT * FROM schemaver_upgrade('heads');
UPDATE schemaver.revision SET down_revisions = '{g}' WHERE revision = 'g';
SELECT * FROM schemaver_history();
UPDATE schemaver.revision SET down_revisions = '{f,f}' WHERE revision = 'g';
SELECT * FROM schemaver_history();
INSERT INTO schemaver.revision (revision, down_revisions, depends_on, created_at) VALUES ('h', '{c}', '{i}', '2026-01-02'), ('i', '{h}', '{}', '2026-01-03'), ('j', '{i}', '{}', '2026-01-01');
UPDATE schemaver.revision SET down_revisions = '{f}' WHERE revision = 'g';
SELECT * FROM schemaver_current();
\set VERBOSITY terse
INSERT INTO schemaver.revision (revision) VALUES ('a-b');
INSERT INTO schemaver.revision (revision) VALUES ('');
\set VERBOSITY default
DELETE FROM schemaver.revision WHERE revision IN ('h', 'i', 'j');
SELECT revision FROM schemaver_heads();

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
