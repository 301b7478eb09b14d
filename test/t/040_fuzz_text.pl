# Text from outside, changed at random: targets, revision files, the files of
# other tools, models.  The server stays, every answer is one that a user can
# understand, and the session is as it was.  See test/perl/Fuzz.pm for what
# can be set.

use strict;
use warnings;

use File::Find;
use Fuzz;
use FuzzValue qw(any chance literal mutate mutate_words random_text text_of);
use PostgreSQL::Test::Utils;
use SchemaPair qw(read_pairs);
use Test::More;

my $fuzz = Fuzz->new('fuzz_text');
my @graph = graph();

$fuzz->create_database('text', 'text_owner', @graph, model_of_graph());
$fuzz->admin("CREATE ROLE $_") foreach qw(app_owner app_reader app_writer);
my $session = $fuzz->session('text', 'text_owner');
my @pairs = read_pairs('test/data/pairs', '*');
my %imports = read_imports('test/data/import');
my @files = map { [ @$_ ] } @{ $session->query("SELECT * FROM schemaver_export('heads')")->{rows} };

push @files, [ 'R__totals.sql', "CREATE OR REPLACE VIEW totals AS SELECT 1 AS one;\n" ],
  [ 'repeatable/views/base.sql', 'CREATE OR REPLACE VIEW base AS SELECT * FROM totals' ],
  [ 'checks/totals.sql', 'DO $$ BEGIN ASSERT (SELECT one FROM totals) = 1; END $$' ];

die 'nothing to begin with' if !@pairs || !%imports || !@files;

$fuzz->cases('target', 0.2, \&target_case);
$fuzz->cases('file', 0.2, \&file_case);
$fuzz->cases('import', 0.2, \&import_case);
$fuzz->cases('model', 0.4, \&model_case);
$fuzz->finish;

# A case is a transaction that is rolled back.  What fails in it does not end
# it.
sub transaction
{
	my (@statements) = @_;

	$fuzz->statement($session, 'BEGIN');
	foreach my $sql (@statements)
	{
		last if $session->gone;
		$fuzz->statement($session, 'SAVEPOINT s');
		my $result = $fuzz->statement($session, $sql);
		$fuzz->statement($session, 'ROLLBACK TO s') if defined $result->{state} && !$session->gone;
	}
	$fuzz->statement($session, 'ROLLBACK') if !$session->gone;
	$session = $fuzz->check_session($session);
	return;
}

# ----------
# Targets
# ----------

# Branches, a merge, labels, dependencies, two heads, and a part of it applied.
sub graph
{
	my $script = sub { literal("CREATE TABLE $_[0] (a integer)") . ', ' . literal("DROP TABLE $_[0]") };

	my @revisions = (
		"'first', " . $script->('a1') . ", rev_id => 'a1'",
		"'second', " . $script->('a2') . ", rev_id => 'a2', head => '{a1}'",
		"'web', " . $script->('b1') . ", rev_id => 'b1', head => '{a1}', splice => true, branch_label => '{web}'",
		"'web, too', " . $script->('b2') . ", rev_id => 'b2', head => '{b1}'",
		"'merged', " . $script->('c1') . ", rev_id => 'c1', head => '{a2,b2}'",
		"'alone', 'CREATE INDEX CONCURRENTLY ai ON a1 (a)', 'DROP INDEX CONCURRENTLY ai', rev_id => 'c2', head => '{c1}', transactional => false",
		"'other', " . $script->('d1') . ", rev_id => 'd1', head => '{base}', branch_label => '{other}', depends_on => '{b1}'");

	return ((map { "SELECT schemaver_revision($_)" } @revisions),
		q{SELECT schemaver_edit('c2', online => 'CREATE INDEX CONCURRENTLY ai ON a1 (a)', online_downgrade => 'DROP INDEX CONCURRENTLY ai')},
		q{SELECT schemaver_upgrade('b2')});
}

sub random_target
{
	my @pieces = (qw(a1 a2 b1 b2 c1 c2 d1 a c web other head heads base current HEAD), '@', '@', ':', '+1', '-1', '+0', '-2147483648', '+99999999999', '+', '-', ' ');

	return join '', map { chance(0.9) ? any(@pieces) : random_text() } 1 .. 1 + int rand 4;
}

sub target_case
{
	transaction(map { random_command() } 1 .. 1 + int rand 4);
	return;
}

sub random_command
{
	my ($target, $array) = (literal(random_target()), 'ARRAY[' . join(',', map { literal(random_target()) } 0 .. rand 3) . ']');

	return any(
		(map { "SELECT * FROM schemaver_$_($target)" } qw(history show plan require upgrade_sql downgrade_sql stamp_sql
			  preflight dry_run export squash edit remove graph upgrade upgrade downgrade downgrade stamp)),
		"SELECT * FROM schemaver_plan($target, 'downgrade')",
		"SELECT * FROM schemaver_preflight($target, 'downgrade')",
		"SELECT * FROM schemaver_dry_run($target, 'downgrade')",
		"SELECT schemaver_stamp($array, purge => true)",
		"SELECT schemaver_merge($array)",
		"SELECT schemaver_revision('x', head => $array, splice => true, depends_on => ARRAY[$target], rev_id => $target)",
		"SELECT schemaver_edit('b2', down_revisions => $array, depends_on => ARRAY[$target], branch_labels => ARRAY[$target])");
}

# ----------
# Revision files, and those of other tools
# ----------

sub file_case
{
	my @some = map { any(@files) } 1 .. 1 + int rand 3;
	my @words = map { "-- $_\n" } 'Revision ID: a1', 'Revises: a1, b2', 'Revises:', 'Create Date: 2026-11-21', 'depends on: web', 'Depends on: web',
	  'Branch labels: web', 'Replaces: a1', 'transactional: false', 'Transactional: false', 'migrate:up', 'migrate:down', 'migrate:up transaction:false',
	  'migrate:online', 'migrate:online down', 'Online: edited, 7a', 'Online: derived, 7a, 7b', 'phase: swap';
	my $arguments = file_arguments(map { [ name_of($_->[0]), mutate($_->[1], @words) ] } @some);
	my ($complete, $force) = (any(qw(true false)), any(qw(true false)));

	transaction("SELECT * FROM schemaver_load_files($arguments, complete => $complete, force => $force)",
		'SELECT * FROM schemaver_status()', "SELECT * FROM schemaver_plan('heads')", "SELECT * FROM schemaver_export('heads')",
		'SELECT * FROM schemaver_repeatables()', "SELECT * FROM schemaver_upgrade('heads')", "SELECT * FROM schemaver_downgrade('base')");
	return;
}

sub name_of
{
	my ($name) = @_;

	$name = mutate($name) if chance(0.2);
	$name = random_text($name) if chance(0.05);
	return text_of($name);
}

# Two arrays, of names and of contents, which need not be of the same length.
sub file_arguments
{
	my (@some) = @_;
	my @contents = map { literal($_->[1], 'bytea') } @some;

	push @contents, any(@contents, 'NULL') if chance(0.02);
	return 'ARRAY[' . join(',', map { literal($_->[0]) } @some) . ']::text[], ARRAY[' . join(',', @contents) . ']::bytea[]';
}

# tool => list of [ name, contents ]
sub read_imports
{
	my ($directory) = @_;
	my %files;

	find({ no_chdir => 1, wanted => sub {
			my ($tool, $name) = m{^\Q$directory\E/([^/]+)/files/(.*)$} or return;
			push @{ $files{$tool} }, [ $name, slurp_file($_) ] if -f;
		} }, $directory);
	@$_ = sort { $a->[0] cmp $b->[0] } @$_ foreach values %files;
	return %files;
}

sub import_case
{
	my $tool = any(sort keys %imports);
	my @some = grep { chance(0.8) } @{ $imports{$tool} };
	my @words = map { "\n$_\n" } '-- +goose Up', '-- +goose Down', '-- +goose StatementBegin', '-- +goose NO TRANSACTION', '--liquibase formatted sql',
	  '--changeset a:1 runInTransaction:false', '--rollback x', '--ignoreLines:start', '-- migrate:up', '-- migrate:down', '-- Up Migration', '%project=x',
	  'run_in_transaction = false', 'x [y !z] 2020-01-01T00:00:00Z A <a@b.c>', '@v1 2020-01-01T00:00:00Z A <a@b.c>', 'BEGIN;', 'COMMIT;', '-- Running upgrade  -> a';
	my @statements;

	if ($tool eq 'alembic')
	{
		my @texts = map { literal(text_of(mutate($_->[1], @words))) } @some;
		@statements = 'SELECT * FROM schemaver_import_alembic(' . join(',', @texts[ 0 .. min(2, $#texts) ]) . ')';
	}
	else
	{
		my $given = chance(0.9) ? $tool : random_text(sort keys %imports);

		@statements = 'SELECT * FROM schemaver_import(' . literal($given) . ', '
		  . file_arguments(map { [ name_of($_->[0]), chance(0.5) ? mutate($_->[1], @words) : $_->[1] ] } @some) . ')';
	}
	transaction('DELETE FROM schemaver.revision', @statements, "SELECT * FROM schemaver_history()", "SELECT * FROM schemaver_export('heads')",
		"SELECT * FROM schemaver_upgrade_sql('base:heads')");
	return;
}

sub min { return $_[0] < $_[1] ? $_[0] : $_[1] }

# ----------
# Models
# ----------

# What the graph has made by b2, as a model.
sub model_of_graph
{
	return 'SELECT schemaver_model(schemaver_dump())';
}

# A side of a pair exists, and a model that is like one of its sides.
sub model_case
{
	my ($pair, $other) = (any(@pairs), any(@pairs));
	my ($before, $after) = any([qw(before after)], [qw(after before)], [qw(before before)])->@*;
	my $model = mutate_words($pair->{ddl}{$after}, $other->{ddl}{$before});
	my @commands = ('SELECT * FROM schemaver_check()', 'SELECT * FROM schemaver_diff()', 'SELECT * FROM schemaver_diff(strict => true)',
		q{SELECT schemaver_revision('x', autogenerate => true)}, 'SELECT schemaver_upgrade()', "SELECT schemaver_dump()",
		q{SELECT schemaver_model(schemaver_dump())}, q{SELECT schemaver_downgrade('-1')}, 'SELECT schemaver_dump(privileges => true)');

	$model .= ";\n" . mutate_words($other->{ddl}{$after}, $model) if chance(0.1);
	$model = text_of(mutate($model)) if chance(0.1);
	my $privileges = chance(0.2) ? ', privileges => true' : '';
	$session = switch_role(any('text_owner', Fuzz::superuser()));
	transaction(grep({ defined } $pair->{ddl}{$before}), 'SELECT schemaver_model(' . literal(text_of($model)) . "$privileges)",
		'SELECT * FROM schemaver_check()', map { any(@commands) } 1 .. 1 + int rand 5);
	return;
}

sub switch_role
{
	my ($role) = @_;

	return $session if $session->{user} eq $role;
	$session->disconnect;
	return $fuzz->session('text', $role);
}
