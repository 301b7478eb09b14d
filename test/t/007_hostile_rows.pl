# Whatever the owner of the tables may have written into them crashes no session,
# and keeps none from ending: each column of each table in turn gets
# values that schemaver would not write, without the constraints that refuse
# them, and then the commands are called.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', q{
restart_after_crash = on
fsync = off
log_statement = none
});
$node->start;
if ($node->safe_psql('postgres', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_stat_statements'}) eq '1')
{
	$node->append_conf('postgresql.conf', "shared_preload_libraries = 'pg_stat_statements'");
	$node->restart;
	$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements');
}

$node->safe_psql(
	'postgres', q{
	CREATE EXTENSION schemaver;
	CREATE SCHEMA saved;
	CREATE TABLE there (a int);
	SELECT schemaver_revision('first', 'CREATE TABLE one (a int)', 'DROP TABLE one', rev_id => 'r1');
	SELECT schemaver_revision('second', 'CREATE TABLE two (a int)', 'DROP TABLE two', rev_id => 'r2',
		branch_label => '{label}');
	SELECT schemaver_upgrade();
	SELECT schemaver_revision('third', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS there_i ON there (a); SELECT 1;',
		'DROP INDEX CONCURRENTLY IF EXISTS there_i', rev_id => 'r3', transactional => false);
	SELECT schemaver_revision('fourth', 'CREATE TABLE four (a int)', 'DROP TABLE four', rev_id => 'r4',
		depends_on => '{r1}');
	SELECT schemaver_revision('fifth', 'CREATE TABLE five (a int)', 'DROP TABLE five', rev_id => 'r5');
	SELECT schemaver_edit('r5', online => 'BEGIN; CREATE TABLE five (a int); COMMIT; SELECT 1', online_downgrade => 'DROP TABLE five');
	SELECT schemaver_model('CREATE TABLE one (a int); CREATE TABLE two (a int)');
	INSERT INTO schemaver.ignore VALUES ('table', 'public.there');
	INSERT INTO schemaver.query VALUES ('q', 'SELECT * FROM there, four', 'public');
	INSERT INTO schemaver.repeatable (name, script, filename, file_sha256)
		VALUES ('v', 'CREATE OR REPLACE VIEW v AS SELECT 1 AS one', 'repeatable/v.sql', '\x00');
	INSERT INTO schemaver.repeatable (name, script, is_check, applied_sha256, applied_at, applied_by)
		VALUES ('c', 'SELECT 1', true, '\x00', now(), 'x');
	CREATE FUNCTION saved.listener(jsonb) RETURNS void LANGUAGE sql AS '';
	INSERT INTO schemaver.verified (revision, upgrade_sha256, downgrade_sha256, state, verdict)
		SELECT revision, sha256, schemaver_sha256(downgrade), 'x', 'ok' FROM schemaver.revision;
	INSERT INTO schemaver.hook VALUES ('before_step', 'saved.listener');
	SELECT schemaver_old_name('public.one', '{a}');
	INSERT INTO schemaver.trash (kind, schema_name, table_name, column_name, key_columns, revision, direction, kept_in,
		kept_rows, sequence_columns, sequence_values, kept_until)
		SELECT kind, 'public', 'four', c, k, 'r4', 'downgrade', 'kept_1', 1, k, '{1}', now()
		FROM (VALUES ('table', NULL, '{a}'::text[]), ('column', 'a', '{a}')) v(kind, c, k);
	CREATE TABLE schemaver_trash.kept_1 AS SELECT 1 AS a;
	SELECT schemaver_track();
	CREATE TABLE by_hand (a int);
	INSERT INTO schemaver.partial (revision, direction, done, started, statements, sha256, invalid_indexes, log_id)
		VALUES ('r3', 'upgrade', 0, true, 2, sha256(''), '{1}', 9223372036854775807);
	UPDATE schemaver.deploy SET state = 'running', backend_pid = 1, session_user_name = 'x', direction = 'upgrade',
		target = 'head', step = 1, steps = 1, revision = 'r3', started_at = now(), step_started_at = now();});

# ----------
# The constraints, while they exist
# ----------
my @refused = (
	[ 'partial', q{done = -2000000} ],
	[ 'partial', q{done = 2} ],
	[ 'partial', q{direction = 'sideways'} ],
	[ 'partial', q{invalid_indexes = '{1,NULL}'} ],
	[ 'partial', q{invalid_indexes = '{{1},{2}}'} ],
	[ 'deploy', q{state = 'unknown'} ],
	[ 'deploy', q{direction = ''} ],
	[ 'verified', q{verdict = 'no such'} ],
	[ 'verified', q{rows = -1} ],
	[ 'revision', q{down_revisions = '{NULL}'} ],
	[ 'revision', q{branch_labels = '{{a},{b}}'} ],
	[ 'model', q{schemas = '{NULL}'} ],
	[ 'old_name', q{calls = '[]'} ]);
foreach my $change (@refused)
{
	my ($table, $set) = @$change;
	my ($result, $out, $error) = $node->psql('postgres', "UPDATE schemaver.$table SET $set");

	isnt($result, 0, "$table: $set is refused");
}

# ----------
# Without them
# ----------
my %values = (
	text => [ "''", q{E'\x01'}, q{'no such'}, q{'r1'}, q{repeat('%_', 100000)} ],
	'text[]' => [
		q{'{NULL}'}, q{'{{a},{b}}'}, q{'{""}'}, q{'{"no such"}'}, q{'[5:6]={r1,r1}'},
		q{'{pg_catalog}'}, q{'{DateStyle,TimeZone=,standard_conforming_strings=nonsense}'} ],
	'oid[]' => [ q{'{NULL}'}, q{'{{1},{2}}'}, q{'[5:6]={1,2}'}, q{'{4294967295}'}, q{'{}'} ],
	bytea => [ q{''}, q{'\x00'}, q{decode(repeat('ff', 100000), 'hex')}, q{set_bit(@, 3, 1 - get_bit(@, 3))} ],
	'integer[]' => [ q{'{NULL}'}, q{'{{1},{2}}'}, q{'[5:6]={-1,2147483647}'}, q{'{}'} ],
	integer => [ '-2147483648', '-1', '0', '2147483647' ],
	oid => [ '0', '4294967295' ],
	bigint => [ '-9223372036854775808', '0', '9223372036854775807' ],
	boolean => [ 'true', 'false' ],
	'timestamp with time zone' => [ q{'infinity'}, q{'-infinity'}, q{'4713-01-01 BC'} ],
	interval => [ q{'-178000000 years'} ],
	xid8 => [ q{'0'}, q{'18446744073709551615'} ],
	inet => [],
	'xid8[]' => [ q{'{NULL}'}, q{'{{1},{2}}'}, q{'[5:6]={1,2}'}, q{'{0,1,2,18446744073709551615}'}, q{'{}'} ],
	jsonb => [ q{'[]'}, q{'1'}, q{'null'}, map { "(SELECT jsonb_object_agg(key, '$_'::jsonb) FROM jsonb_each(@))" } '"x"', '1e1000', '{}', '-1' ],
	pg_snapshot => [ q{'1:1:'}, q{'1:100000:2,3'} ],);

my @commands = (
	'SELECT schemaver_status()', 'SELECT schemaver_history()', 'SELECT * FROM schemaver_show()',
	'SELECT schemaver_graph()', 'SELECT schemaver_export()', 'SELECT schemaver_upgrade_sql()',
	'SELECT schemaver_preflight()', 'SELECT schemaver_progress()', 'SELECT schemaver_dry_run()',
	'CALL schemaver_deploy()', q{SELECT schemaver_downgrade('base')});

# What reads the model takes longer.
my @model_commands = (
	'SELECT schemaver_check()', 'SELECT schemaver_diff()',
	q{SELECT schemaver_model('CREATE TABLE one (a int)')});

# What reads repeatable scripts runs them, too.
my @repeatable_commands = (
	'SELECT schemaver_repeatables()', q{SELECT schemaver_plan()}, 'SELECT schemaver_upgrade()',
	q{SELECT schemaver_load_files('{repeatable/v.sql,checks/c.sql}', '{SELECT 1,SELECT 2}', true)},
	q{SELECT schemaver_changed_files('{repeatable/v.sql}', '{"\\\\x00"}')}, q{SELECT schemaver_repeatable('v', NULL)});

# What was counted is read if something counts.
my @name_commands = (
	q{SELECT schemaver_require_unused('public.one', '{a}')}, q{SELECT schemaver_old_name('public.one', '{a}')},
	q{SELECT schemaver_require_unused('public.one', '{a}')});

# What reads the queries runs the scripts of pending revisions in a copy.
my @query_commands = ('SELECT schemaver_impact(untouched => true)');

$node->safe_psql(
	'postgres', q{
	DO $$
	DECLARE
		command text;
	BEGIN
		FOR command IN
			SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname)
			FROM pg_constraint WHERE connamespace = 'schemaver'::regnamespace AND conrelid <> 0
				AND contype <> 'n'
			UNION ALL
			SELECT format('ALTER TABLE %s ALTER %I DROP NOT NULL', attrelid::regclass, attname)
			FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
			WHERE relnamespace = 'schemaver'::regnamespace AND relkind = 'r' AND attnum > 0
				AND attidentity = ''
			UNION ALL
			SELECT 'ALTER TABLE schemaver.revision ALTER sha256 DROP EXPRESSION'
			UNION ALL
			SELECT 'ALTER TABLE schemaver.repeatable ALTER sha256 DROP EXPRESSION'
			UNION ALL
			SELECT 'ALTER TABLE schemaver.log ALTER id SET GENERATED BY DEFAULT'
			UNION ALL
			SELECT format('CREATE TABLE saved.%s AS TABLE %s', relname, oid::regclass)
			FROM pg_class WHERE relnamespace = 'schemaver'::regnamespace AND relkind = 'r'
		LOOP
			EXECUTE command;
		END LOOP;
		CREATE UNIQUE INDEX ON schemaver.model (id);
		CREATE UNIQUE INDEX ON schemaver.partial (revision);
		CREATE UNIQUE INDEX ON schemaver.tracked (id);
	END
	$$;});

my @columns = map { [ split /\|/ ] } split /\n/, $node->safe_psql(
	'postgres', q{
	SELECT relname, attname, format_type(atttypid, NULL) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
	WHERE relnamespace = 'schemaver'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
	ORDER BY 1, attnum});
my @tables = do { my %seen; grep { !$seen{$_}++ } map { $_->[0] } @columns };

cmp_ok(scalar @columns, '>', 60, 'all columns of all tables');
foreach my $table (@tables)
{
	my @changes = ("TRUNCATE schemaver.$table", "INSERT INTO schemaver.$table SELECT * FROM saved.$table");

	foreach my $column (grep { $_->[0] eq $table } @columns)
	{
		my ($name, $type) = @$column[ 1, 2 ];

		ok($values{$type}, "values of type $type") if !$values{$type};
		push @changes, "UPDATE schemaver.$table SET $name = $_"
		  foreach 'NULL', map { s/@/$name/gr } @{ $values{$type} };
	}
	try_out($table, @changes);
}

# A column of another type is read no better.
try_out('revision',
	'ALTER TABLE schemaver.revision ALTER down_revisions DROP DEFAULT, ALTER down_revisions TYPE integer USING 1');
try_out('model_cache',
	'ALTER TABLE schemaver.model_cache ALTER objects TYPE integer USING 1');
try_out('partial',
	'ALTER TABLE schemaver.partial ALTER invalid_indexes DROP DEFAULT, ALTER invalid_indexes TYPE bigint[] USING NULL::bigint[]');

$node->stop;
done_testing();

# Make each of the changes, call all commands, and take it back.
sub try_out
{
	my ($table, @changes) = @_;
	my $script = "SET statement_timeout = '20s'; SET client_min_messages = error; SET schemaver.snapshot_timeout = '1s'; SET schemaver.verify = warn;\n\\o /dev/null\n";
	my $last = $node->safe_psql('postgres', 'SELECT pg_postmaster_start_time()');

	foreach my $change (@changes)
	{
		$script .= "\\echo -- $change\n$change;\n";
		$script .= "$_;\n" foreach $table =~ /^(?:model|model_cache|ignore)$/ ? @model_commands
		  : $table eq 'query' ? @query_commands : @commands;
		$script .= "SELECT schemaver_verify();\n" if $table eq 'verified';
		$script .= "$_;\n" foreach $table eq 'repeatable' ? @repeatable_commands : ();
		$script .= "$_;\n" foreach $table eq 'old_name' ? @name_commands : ();
		$script .= "SELECT schemaver_drift();\n" if $table =~ /^(?:tracked|log|lock)$/;
		$script .= "SELECT schemaver_undo_drift();\n" if $table eq 'tracked';
		$script .= "DROP TABLE IF EXISTS one, two, four, five; DROP INDEX IF EXISTS there_i;\n";
		$script .= "CREATE TABLE IF NOT EXISTS one (a int); CREATE TABLE IF NOT EXISTS two (a int);\n";
		next if $change =~ /^ALTER/;
		$script .= "DELETE FROM schemaver.$_; INSERT INTO schemaver.$_ SELECT * FROM saved.$_;\n" foreach @tables;
	}
	$script .= "\\echo it lives\n";

	my ($result, $out, $error) = $node->psql('postgres', $script, on_error_stop => 0, timeout => 600);
	my $where = (grep { /^--/ } split /\n/, $out // '')[-1] // '';

	like($out, qr/^it lives$/m, "$table: no session is lost") or diag("after $where: $error");
	unlike($error, qr/statement timeout/, "$table: nothing hangs");
	unlike($error, qr/unrecognized node type|cache lookup failed|invalid memory alloc/, "$table: nothing internal");
	return;
}
