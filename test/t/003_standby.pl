# A standby: what reads works as on the primary, what writes gives the
# server's own error for a read-only transaction.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
$primary->start;
$primary->safe_psql(
	'postgres', q{
	CREATE EXTENSION schemaver;
	SELECT schemaver_revision('one', 'CREATE TABLE one ()', 'DROP TABLE one', rev_id => 'r1');
	SELECT schemaver_upgrade()});
$primary->backup('backup');

my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'backup', has_streaming => 1);
$standby->start;

$primary->safe_psql(
	'postgres', q{
	SELECT schemaver_revision('two', 'CREATE TABLE two ()', 'DROP TABLE two', rev_id => 'r2');
	SELECT schemaver_revision('three', 'CREATE TABLE three ()', 'DROP TABLE three', rev_id => 'r3');
	SELECT schemaver_revision('side', 'CREATE TABLE side ()', 'DROP TABLE side',
		rev_id => 's1', head => '{base}', branch_label => '{side}', depends_on => '{r1}');
	SELECT schemaver_upgrade('r2')});
$primary->wait_for_catchup($standby);

# --------
# Reading
# --------
foreach my $call (
	'schemaver_current()',
	'schemaver_heads()',
	'schemaver_heads(resolve_dependencies => true)',
	'schemaver_branches()',
	'schemaver_history()',
	"schemaver_history('r1:current')",
	"schemaver_show('r2')",
	'schemaver_status()',
	"schemaver_plan('heads')",
	"schemaver_plan('base', 'downgrade')",
	"schemaver_plan('heads', 'stamp')",
	"schemaver_upgrade_sql('heads')",
	"schemaver_downgrade_sql('r2:base')",
	"schemaver_stamp_sql('r3')",
	"schemaver_graph()",
	"schemaver_graph('mermaid')",
	"schemaver_graph('dot')",
	'schemaver_diagram()',
	'schemaver.version')
{
	my $query = "SELECT x FROM $call x";
	my $expected = $primary->safe_psql('postgres', $query);
	my ($code, $stdout, $stderr) = $standby->psql('postgres', $query);

	is("$stderr$stdout", $expected, "standby: $call");
}

# --------
# Files that are not loaded
# --------
my $preview = q{
	BEGIN;
	SELECT f FROM schemaver_changed_files('{r4.sql}', ARRAY[sha256('')]) f;
	SELECT * FROM schemaver_preview('{r4.sql}', ARRAY[E'-- Revision ID: r4\n-- Revises: r3\n-- migrate:up\nCREATE TABLE four ()\n-- migrate:down\n'::bytea], false);
	SELECT revision, state FROM schemaver_history('r2:r4');
	SELECT state, heads, pending FROM schemaver_status();
	SELECT revision, script FROM schemaver_plan('r4');
	SELECT upgrade FROM schemaver_show('r4');
	SELECT schemaver_upgrade_sql('r3:r4', bookkeeping => false) LIKE '%CREATE TABLE four%';
	SELECT filename FROM schemaver_export('r4:r4');
	SELECT schemaver_graph();
	ROLLBACK;
	SELECT count(*) FROM schemaver_history()};
my ($preview_code, $previewed, $preview_errors) = $standby->psql('postgres', $preview);
is($preview_errors, '', 'standby: a preview');
like($previewed, qr/^r4\|added\|r4\.sql\|$/m, 'standby: a preview has the file');
is($previewed, $primary->safe_psql('postgres', $preview), 'standby: a preview, as on the primary');

# --------
# Writing
# --------
foreach my $call (
	'schemaver_upgrade()',
	"schemaver_upgrade('heads')",
	"schemaver_upgrade('r1')",
	"schemaver_downgrade('base')",
	"schemaver_stamp('heads')",
	"schemaver_stamp('{r1}'::text[])",
	"schemaver_revision('x', head => '{r3}')",
	'schemaver_merge()',
	"schemaver_edit('r3', message => 'x')",
	"schemaver_remove('r3')")
{
	my ($code, $stdout, $stderr) = $standby->psql('postgres',
		"\\set VERBOSITY sqlstate\nSELECT $call");

	like($stderr, qr/ERROR:  25006/, "standby: $call is refused");
}

# --------
# A session of the standby sees what comes from the primary
# --------
my ($stdout, $stderr) = ('', '');
my $stdin = q{
	SELECT count(*) FROM schemaver_history();
	DO $$
	BEGIN
		FOR i IN 1 .. 1800 LOOP
			EXIT WHEN (SELECT count(*) FROM schemaver_history()) = 5;
			PERFORM pg_sleep(0.1);
		END LOOP;
	END
	$$;
	SELECT count(*) FROM schemaver_history();
};
my $session = IPC::Run::start(
	[ 'psql', '-X', '-q', '-A', '-t', $standby->connstr('postgres') ],
	'<', \$stdin, '>', \$stdout, '2>', \$stderr);
$session->pump while length $stdin;
$standby->poll_query_until('postgres',
	q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'})
  or die 'the session does not wait';
$primary->safe_psql('postgres',
	q{SELECT schemaver_revision('four', 'CREATE TABLE four ()', 'DROP TABLE four', head => '{r3}', rev_id => 'r4')}
);
$session->finish;
is("$stdout$stderr", "4\n5\n", 'a new revision shows up in a running session');

# --------
# Checks, with the facts that are kept
# --------
$primary->safe_psql(
	'postgres', q{
	CREATE ROLE reader LOGIN;
	CREATE SCHEMA app;
	CREATE SCHEMA auth;
	CREATE TABLE auth.users (id integer PRIMARY KEY);
	SELECT schemaver_model('CREATE SCHEMA app; CREATE TABLE app.logins (id integer REFERENCES auth.users)', '{app}');
	CREATE TABLE app.logins (id integer REFERENCES auth.users);
	GRANT USAGE ON SCHEMA schemaver TO reader;
	GRANT SELECT ON schemaver.model, schemaver.model_cache, schemaver.ignore TO reader});
my %checked = (
	'when the model was deployed' => 'SELECT 1',
	'after DDL in another schema' => 'CREATE SCHEMA etl; CREATE TABLE etl.x (id integer)',
	'after rights were granted' => 'GRANT SELECT ON auth.users TO reader',
	'after what is used was emptied' => 'TRUNCATE auth.users CASCADE');
foreach my $when (sort keys %checked)
{
	$primary->safe_psql('postgres', $checked{$when});
	$primary->wait_for_catchup($standby);
	foreach my $node ($primary, $standby)
	{
		foreach my $user ('postgres', 'reader')
		{
			my ($code, $stdout, $stderr) = $node->psql('postgres',
				'BEGIN READ ONLY; SELECT schemaver_check(); SELECT count(*) FROM schemaver_diff(); COMMIT',
				extra_params => [ '-U', $user ]);

			is("$stderr$stdout", "\n0", $node->name . ": a check by $user $when");
		}
	}
}
$primary->safe_psql('postgres', 'ALTER TABLE app.logins ADD wrong integer');
$primary->wait_for_catchup($standby);
{
	my ($code, $stdout, $stderr) = $standby->psql('postgres', 'SELECT schemaver_check()', extra_params => [ '-U', 'reader' ]);

	like($stderr, qr/removed column "app.logins.wrong"/, 'standby: a difference is found');
}
$primary->safe_psql('postgres', 'ALTER TABLE auth.users ADD name text');
$primary->wait_for_catchup($standby);
{
	my ($code, $stdout, $stderr) = $standby->psql('postgres', 'SELECT schemaver_check()');

	like($stderr, qr/cannot evaluate a model in a read-only transaction/, 'standby: a model whose facts do not hold is not tried out');
}

# --------
# Promotion
# --------
$primary->wait_for_catchup($standby);
$primary->stop;
$standby->promote;
$standby->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()');
is($standby->safe_psql('postgres', q{SELECT schemaver_upgrade('r4')}),
	"r3\nr4", 'upgrade resumes when the standby is promoted');

$standby->stop;
done_testing();
