# Cancels, timeouts and terminations at any moment: the server stays up, what
# is canceled ends, and a session is left as it was.
#
# The number of deploys that are canceled twice is 40, or what
# SCHEMAVER_CANCELS.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $cancels = $ENV{SCHEMAVER_CANCELS} // 40;

# What is random is to be had again.
my $seed = $ENV{SCHEMAVER_SEED} // int(time());
srand($seed);
note "SCHEMAVER_SEED=$seed";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', q{
restart_after_crash = on
fsync = off
autovacuum = off
log_statement = none
log_min_error_statement = panic
});
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION schemaver');

# ----------
# While a script is parsed, or an error in it is looked for
# ----------
my $large = q{repeat('SELECT 1;', 150000)};
my $atomic = q{'CREATE FUNCTION f() RETURNS void BEGIN ATOMIC ' || repeat('SELECT 1;', 20000)};
my %commands = (
	'an upgrade' => 'SELECT schemaver_upgrade()',
	'a dry run' => 'SELECT schemaver_dry_run()',
	'a preflight' => 'SELECT schemaver_preflight()',
	'a deploy' => 'CALL schemaver_deploy()',
	'a script for psql' => 'SELECT length(schemaver_upgrade_sql())',
	'a new revision' => "SELECT schemaver_revision('new', $large)",
	'a syntax error at the end' => "SELECT schemaver_revision('wrong', $large || 'SELEC 1')",
	'a syntax error in a function body' => "SELECT schemaver_revision('wrong', $atomic || 'SELEC 1')",
	'a statement at the end that is refused' => "SELECT schemaver_revision('wrong', $large || 'COMMIT')",
	'a model' => "SELECT schemaver_model($large)",
	'files to import' => "SELECT schemaver_import('dbmate', '{1_a.sql}', ARRAY[convert_to('-- migrate:up' || E'\\n' || $large, 'UTF8')])",);

$node->safe_psql('postgres', "SELECT schemaver_revision('large', $large, rev_id => 'large')");
foreach my $name (sort keys %commands)
{
	my @wrong;

	foreach my $milliseconds (1, 5, 20, 50, 100, 200)
	{
		my ($result, $out, $error) = $node->psql('postgres',
			"BEGIN; SET LOCAL statement_timeout = $milliseconds; $commands{$name}; ROLLBACK",
			on_error_stop => 0);
		push @wrong, "$milliseconds ms: $error" if ($result // 2) == 2;
	}
	is("@wrong", '', "$name: is canceled, and nothing is lost");
}

my $lost = 0;
foreach my $seconds (0.001, 0.01, 0.03, 0.1, 0.2)
{
	$lost++ if (session([$seconds], 'TERM', $commands{'an upgrade'}))[1] =~ /terminating connection/;
}
cmp_ok($lost, '>', 0, 'an upgrade is terminated');

# A cancel is an error, and never an answer.
my ($result, $out, $error) = $node->psql('postgres',
	"SET statement_timeout = 30; SELECT schemaver_revision('wrong', $large || 'SELEC 1', rev_id => 'wrong')");
isnt($result, 0, 'a timeout is not taken for an error in the script');
like($error, qr/canceling statement due to statement timeout/, 'it reaches the caller');
is($node->safe_psql('postgres', q{SELECT count(*) FROM schemaver.revision WHERE revision = 'wrong'}),
	'0', 'and nothing is kept');

# ----------
# Twice, while a deploy puts the session back as it was
# ----------
my $settings = q{SELECT concat_ws(' ', 'settings:', current_user, current_setting('role'),
	current_setting('search_path'), current_setting('work_mem'), current_setting('lock_timeout'),
	current_setting('my.own', true), current_setting('default_transaction_deferrable'),
	current_setting('application_name'))};

$node->safe_psql(
	'postgres', q{
	DELETE FROM schemaver.revision;
	CREATE TABLE t (a int);
	CREATE SCHEMA evil;
	CREATE ROLE low;
	CREATE ROLE deployer SUPERUSER;
	GRANT ALL ON t TO low;
	GRANT USAGE ON SCHEMA schemaver TO PUBLIC;
	GRANT ALL ON ALL TABLES IN SCHEMA schemaver TO low;
	SELECT schemaver_revision('concurrently', rev_id => 'c', transactional => false,
		upgrade => 'SET search_path = evil, public; SET work_mem = ''77MB''; SET my.own = ''script'';
			SELECT set_config(''my.other'', ''x'', false); RESET default_transaction_deferrable;
			SET application_name = ''script''; SET ROLE low; SELECT pg_sleep(0.02); RESET ROLE;
			CREATE INDEX CONCURRENTLY ti ON public.t (a); SET SESSION AUTHORIZATION low; SELECT pg_sleep(0.02)',
		downgrade => 'DROP INDEX CONCURRENTLY IF EXISTS public.ti');});

my @session = (
	'SET client_min_messages = error', q{SET search_path = 'kept', public}, q{SET my.own = 'mine'},
	'SET default_transaction_deferrable = on', 'SET ROLE deployer');
my ($before) = session([], 'INT', @session, $settings);
my ($after) = session([], 'INT', @session, 'CALL schemaver_deploy()', $settings);

is($after, $before, 'a deploy leaves the session as it was');

my %left;
my $canceled = 0;
for (1 .. $cancels)
{
	reset_deploy();
	my $first = rand(0.15);
	my ($found, $stderr) = session(
		[ $first, rand()**3 * 0.02, rand()**3 * 0.02 ], 'INT',
		@session, 'CALL schemaver_deploy()', $settings, $settings, $settings);

	$canceled++ if $stderr =~ /canceling statement/;
	$left{$found}++ if $found ne $before;
}
is_deeply(\%left, {}, "deploys, of which $canceled of $cancels were canceled, leave the session as it was");
cmp_ok($canceled, '>', 0, 'some were canceled');

# ----------
# A session that cannot be put back ends
# ----------
reset_deploy();
$node->safe_psql(
	'postgres', q{
	CREATE ROLE leaves SUPERUSER;
	CREATE ROLE stays SUPERUSER;
	SELECT schemaver_edit('c', upgrade => 'SET ROLE stays; SELECT pg_sleep(600)', force => true)});
my ($stdout, $stderr) = ('', '');
my $session = IPC::Run::start(
	[
		'psql', '-X', '-q', '-c', 'SET ROLE leaves', '-c', 'CALL schemaver_deploy()', '-c', 'SELECT 1',
		$node->connstr('postgres')
	],
	'>', \$stdout, '2>', \$stderr);
ok($node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'}),
	'a script is running');
$node->safe_psql('postgres', q{
	DROP ROLE leaves;
	SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
$session->finish;
like($stderr, qr/FATAL:  terminating connection because settings changed by a script could not be restored/,
	'a role that was dropped cannot be taken again: the session ends');
like($stderr, qr/role "leaves" does not exist/, 'and says why');

unlike(slurp_file($node->logfile), qr/was terminated by signal|TRAP:/, 'no process has crashed');
$node->stop;
done_testing();

sub reset_deploy
{
	$node->safe_psql(
		'postgres', q{
		DELETE FROM schemaver.partial;
		DELETE FROM schemaver.applied;
		DROP INDEX IF EXISTS ti;});
	return;
}

# Run statements in a session that gets a signal after so many seconds each,
# counted from when the SETs that they begin with are done: these are not what is
# canceled.  Returns the last line that has the settings, and what went to stderr.
sub session
{
	my ($delays, $signal, @statements) = @_;
	my @sets;
	push @sets, shift @statements while @statements && $statements[0] =~ /^SET /;
	my ($stdout, $stderr) = ('', '');
	my $session = IPC::Run::start(
		[
			'psql', '-X', '-q', '-A', '-t', (map { ('-c', $_) } @sets, 'SELECT pg_backend_pid()', @statements),
			$node->connstr('postgres')
		],
		'>', \$stdout, '2>', \$stderr);

	$session->pump while $session->pumpable && $stdout !~ /^\d+\n/;
	my ($pid) = $stdout =~ /^(\d+)/ or die "no session: $stderr";
	foreach my $delay (@$delays)
	{
		sleep($delay);
		kill($signal, $pid);
	}
	$session->finish;
	my @found = $stdout =~ /^(settings: .*)$/mg;
	return ($found[-1] // "none: $stderr", $stderr);
}
