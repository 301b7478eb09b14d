# Changes that are made online, by the plain script, and by the online form under
# the eyes of clients and killed at random moments: the schema and the rows are
# the same in the end, and no client gets an error.
#
# How long a transaction of the clients took, and how long one waited for a lock,
# is printed for both ways if SCHEMAVER_ONLINE_ROWS is given, and of fourteen
# changes at once in any case.  With 300000 rows the figures tell something.
#
#   ONLINE                  'index_* unique': some of the files of test/data/online
#   SCHEMAVER_ONLINE_ROWS   customers, 2000 by default
#   SCHEMAVER_ONLINE_KILLS  in each direction of a change, 2 by default

use strict;
use warnings;

use IPC::Run;
use OnlineCase qw(read_cases);
use OnlineTraffic qw(observe);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SchemaDump qw(normalise_dump DUMP_COMMAND);
use Test::More;
use Time::HiRes qw(sleep time);

my $rows = $ENV{SCHEMAVER_ONLINE_ROWS} // 2000;
my $kills = $ENV{SCHEMAVER_ONLINE_KILLS} // 2;

# What is random is to be had again.
my $seed = $ENV{SCHEMAVER_SEED} // int(time());
srand($seed);
note "SCHEMAVER_SEED=$seed";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', q{
restart_after_crash = on
fsync = off
wal_level = replica
max_connections = 30
deadlock_timeout = 5s
schemaver.online_min_size = 1
schemaver.backfill_target = '20ms'
client_min_messages = warning
});
$node->start;
my $version = int($node->safe_psql('postgres', 'SHOW server_version_num') / 10000);

my $directory = 'test/data/online';
my $space = PostgreSQL::Test::Utils::tempdir();
$node->safe_psql('postgres', "CREATE TABLESPACE elsewhere LOCATION '$space'");
$node->safe_psql('postgres', 'CREATE DATABASE base');
$node->safe_psql('base', 'CREATE EXTENSION schemaver');
$node->psql('base', slurp_file("$directory/base.setup"),
	on_error_die => 1, extra_params => [ '-v', "rows=$rows" ]);
$node->safe_psql('base', 'VACUUM ANALYZE');

my @found;
foreach my $case (read_cases($directory, $ENV{ONLINE} // '*'))
{
	next if $version < ($case->{option}{since} // 0) || $version >= ($case->{option}{until} // 99);
	my @ways = try_case($case);
	push @found, [ $case->{name}, @ways ] if @ways;
}
report();
$node->stop;
done_testing();

# A change, in both directions; what clients saw of the plain scripts and of the
# online forms.
sub try_case
{
	my ($case) = @_;
	my ($name, $about) = @$case{qw(name about)};

	make_database('start', 'base');
	$node->safe_psql('start', $case->{setup}) if $case->{setup} ne '';
	$node->safe_psql('start', "SELECT schemaver_revision('change', rev_id => 'r', upgrade => \$up\$$case->{up}\$up\$, downgrade => \$down\$$case->{down}\$down\$)");
	make_database('plain', 'start');
	$node->safe_psql('start', "SELECT schemaver_online('r')");
	is( $node->safe_psql('start', 'SELECT online IS NOT NULL, online_downgrade IS NOT NULL FROM schemaver.revision'),
		't|' . (exists $case->{option}{plain_down} ? 'f' : 't'),
		"$name: $about: online forms");
	make_database('online', 'start');
	make_database('killed', 'start');

	my $watched = defined $ENV{SCHEMAVER_ONLINE_ROWS} || $name eq 'fourteen';
	my $plain = $watched ? watch('plain', 'SELECT schemaver_upgrade()') : undef;
	$node->safe_psql('plain', 'SELECT schemaver_upgrade()') if !$watched;
	my $upgraded = contents('plain', $case);
	my $online = watch('online', 'CALL schemaver_deploy()');
	is($online->{errors}, '', "$name: no client gets an error");
	is(contents('online', $case), $upgraded, "$name: the same as after the plain upgrade");
	is(debris('online'), '', "$name: nothing is left over");
	deploy_killed('killed', 'CALL schemaver_deploy()', $online->{seconds});
	is(contents('killed', $case), $upgraded, "$name: the same when it is killed and resumed");
	is(debris('killed'), '', "$name: nothing is left over then");

	$node->safe_psql('plain', "SELECT schemaver_downgrade('base')");
	my $downgraded = contents('plain', $case);
	deploy_killed('killed', "CALL schemaver_deploy('base', 'downgrade')", $online->{seconds});
	is(contents('killed', $case), $downgraded, "$name: the same when the downgrade is killed and resumed");
	is(debris('killed'), '', "$name: nothing is left over then");
	return $watched ? ($plain, $online) : ();
}

sub make_database
{
	my ($name, $template) = @_;

	$node->safe_psql('postgres', "DROP DATABASE IF EXISTS $name");
	$node->safe_psql('postgres', "CREATE DATABASE $name TEMPLATE $template");
	return;
}

# Run a command while clients read and write; what they saw.
sub watch
{
	my ($database, $command) = @_;
	my $seen = observe($node->connstr($database), $version, $rows, sub { $node->safe_psql($database, $command) });

	cmp_ok($seen->{transactions}, '>', 0, "$database: clients were at work");
	return $seen;
}

# Run a command that is killed at random moments, again and again, until it ends.
sub deploy_killed
{
	my ($database, $command, $seconds) = @_;

	foreach my $number (1 .. $kills)
	{
		my $deploy = IPC::Run::start([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($database), '-c', $command ],
			'>', '/dev/null', '2>', '/dev/null');

		sleep rand($seconds);
		my $pid = $node->safe_psql('postgres',
			"SELECT pid FROM pg_stat_activity WHERE datname = '$database' AND backend_type = 'client backend'");
		if ($pid =~ /^\d+$/)
		{
			kill 'KILL', $pid if $number % 2 == 1;
			$node->safe_psql('postgres', "SELECT pg_terminate_backend($pid)") if $number % 2 == 0;
		}
		$deploy->finish;
		$node->poll_query_until('postgres', 'SELECT true');
	}
	$node->safe_psql($database, $command);
	return;
}

# The schema and the rows of a database, as one text.
sub contents
{
	my ($database, $case) = @_;
	my ($dump, $errors);

	IPC::Run::run([ split(/ /, DUMP_COMMAND), '-d', $node->connstr($database) ], '>', \$dump, '2>', \$errors)
	  or die "pg_dump: $errors";
	return normalise_dump($dump) . rows_of($database, $case) . "\n"
	  . $node->safe_psql($database, 'SELECT revision, sha256 FROM schemaver.applied');
}

# A line for each table, with a checksum of its rows, their columns by name.
sub rows_of
{
	my ($database, $case) = @_;
	my $queries = $node->safe_psql($database, sprintf <<'SQL', join ', ', "''", map { "'$_'" } sort keys %{ $case->{uncompared} });
SELECT format('SELECT %%L, count(*), md5(string_agg(md5(row(%%s)::text), '''' ORDER BY md5(row(%%s)::text))) FROM %%s',
			  c.oid::regclass, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname),
			  string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname), c.oid::regclass)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attname NOT IN (%s)
GROUP BY c.oid ORDER BY c.oid::regclass::text
SQL

	return $node->safe_psql($database, join(' UNION ALL ', split /\n/, $queries) . ' ORDER BY 1');
}

# What must not be there when all is done.  Before 18, VALIDATE does not touch the
# server's own copies of a foreign key to a partitioned table.
sub debris
{
	my ($database) = @_;

	return $node->safe_psql($database, <<'SQL');
SELECT 'index is invalid', indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid OR NOT indisready
UNION ALL SELECT 'constraint is not validated', conname FROM pg_constraint k WHERE NOT convalidated
	AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)
UNION ALL SELECT 'relation', relname FROM pg_class WHERE relname LIKE 'sv\_%'
UNION ALL SELECT 'column', attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE attname LIKE 'sv\_%'
UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE tgname LIKE 'sv\_%'
UNION ALL SELECT 'function', proname FROM pg_proc WHERE proname LIKE 'sv\_%'
UNION ALL SELECT 'copy', relname FROM pg_class WHERE relname ~ '^pg_temp|repacknew'
UNION ALL SELECT 'slot', slot_name FROM pg_replication_slots
UNION ALL SELECT 'constraint', conname FROM pg_constraint WHERE conname LIKE 'sv\_%'
UNION ALL SELECT 'unfinished', revision FROM schemaver.partial
UNION ALL SELECT 'unfinished backfill', relation FROM schemaver.backfill WHERE finished_at IS NULL
SQL
}

# What the clients saw, side by side
sub report
{
	my $line = '%-24s %7s %8s %6s %8s   %7s %8s %6s %8s';

	note sprintf $line, '', 'plain', 'longest', '>500ms', 'wait', 'online', 'longest', '>500ms', 'wait';
	foreach (@found)
	{
		my ($name, @ways) = @$_;

		note sprintf $line, $name,
		  map { sprintf('%.1f s', $_->{seconds}), sprintf('%.0f ms', $_->{longest}), $_->{slow}, sprintf('%.0f ms', $_->{wait}) } @ways;
	}
	return;
}
