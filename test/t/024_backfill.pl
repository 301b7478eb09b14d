# Backfills that are killed at random moments: the same CALL resumes, and in the
# end each row was changed exactly once.  And what a backfill waits for: a standby
# that is behind, a slot, a pause.
#
# The number of kills, half of them of the backend and half of the server, is
# 24, or what is in SCHEMAVER_CRASHES.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $crashes = $ENV{SCHEMAVER_CRASHES} // 24;

# What is random is to be had again.
my $seed = $ENV{SCHEMAVER_SEED} // int(time());
srand($seed);
note "SCHEMAVER_SEED=$seed";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(allows_streaming => 1);
$node->append_conf('postgresql.conf', q{
restart_after_crash = on
fsync = off
autovacuum = off
max_connections = 20
schemaver.backfill_rest = 0
});
$node->start;

# Tables with a key, with one of several columns, with none and room in their
# pages, and with partitions of each sort.
my @tables = qw(keyed composite heap parted);
my $rows = 6000;
$node->safe_psql('postgres', qq{
	CREATE EXTENSION schemaver;
	CREATE TABLE keyed (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0);
	INSERT INTO keyed SELECT generate_series(1, $rows);
	CREATE TABLE composite (a text, b integer, n integer NOT NULL DEFAULT 0, PRIMARY KEY (a, b));
	INSERT INTO composite SELECT g % 7, g FROM generate_series(1, $rows) g;
	CREATE TABLE heap (a integer, filler text, n integer NOT NULL DEFAULT 0);
	INSERT INTO heap SELECT g, repeat('x', 50) FROM generate_series(1, $rows * 2) g;
	DELETE FROM heap WHERE a % 2 = 0;
	VACUUM heap;
	CREATE TABLE parted (a integer NOT NULL, n integer NOT NULL DEFAULT 0) PARTITION BY RANGE (a);
	CREATE TABLE parted1 PARTITION OF parted (PRIMARY KEY (a)) FOR VALUES FROM (0) TO (2000);
	CREATE TABLE parted2 PARTITION OF parted FOR VALUES FROM (2000) TO (4000);
	CREATE TABLE parted3 PARTITION OF parted (PRIMARY KEY (a)) FOR VALUES FROM (4000) TO (1000000);
	INSERT INTO parted SELECT generate_series(1, $rows);
});

# How long each takes if nobody disturbs it
my %span;
foreach my $table (@tables)
{
	my $started = time();

	$node->safe_psql('postgres', "CALL schemaver_backfill('$table', 'n = n + 1', batch => 60)");
	$span{$table} = time() - $started;
}

my %kills = (backend => \&kill_backend, server => \&kill_server);
foreach my $victim (sort keys %kills)
{
	my $killed = 0;
	my $runs = 0;
	my $wrong = 0;

	while ($killed < $crashes / 2)
	{
		my $table = $tables[ $runs % @tables ];
		my $before = changes($table);

		$killed++ while !backfill_until($table, $kills{$victim}, rand($span{$table}));
		$runs++;
		my ($n) = split /,/, $before;
		next if changes($table) eq ($n + 1) . ',' . ($n + 1) . ",$rows";
		$wrong++;
		diag("$table was $before, is " . changes($table) . "\n"
			  . $node->safe_psql('postgres', 'SELECT * FROM schemaver.backfill'));
	}
	is($wrong, 0, "the $victim is killed $killed times in $runs backfills: each row is changed once");
}

# the same in a deploy
$node->safe_psql('postgres', q{
	SELECT schemaver_revision('fill', rev_id => 'fill', transactional => false, upgrade => '
		CREATE TABLE log (id integer);
		INSERT INTO log VALUES (1);
		CALL schemaver_backfill(''heap'', ''n = n + 1'', batch => 50);
		INSERT INTO log VALUES (2);
		CALL schemaver_backfill(''keyed'', ''n = n + 1'', batch => 50);
		INSERT INTO log VALUES (3)',
		downgrade => 'DROP TABLE log')});
my %before = map { $_ => changes($_) } qw(heap keyed);
my $killed = 0;
$killed++ while !run_until('CALL schemaver_deploy()', \&kill_backend, rand(0.7 * ($span{heap} + $span{keyed}))) && $killed < 50;
cmp_ok($killed, '>', 0, "a deploy is killed $killed times");
foreach my $table (sort keys %before)
{
	my ($n) = split /,/, $before{$table};
	is(changes($table), ($n + 1) . ',' . ($n + 1) . ",$rows", "it has changed each row of $table once");
}
is($node->safe_psql('postgres', 'SELECT string_agg(id::text, $$,$$ ORDER BY id) FROM log'),
	'1,2,3', 'and has run each other statement once');

# a standby that does not follow
my $standby = PostgreSQL::Test::Cluster->new('standby');
$node->backup('backup');
$standby->init_from_backup($node, 'backup', has_streaming => 1);
$standby->start;
$node->poll_query_until('postgres', 'SELECT count(*) = 1 FROM pg_stat_replication WHERE replay_lsn IS NOT NULL')
  or die 'the standby does not connect';
$standby->safe_psql('postgres', 'SELECT pg_wal_replay_pause()');
my $session = start_backfill('keyed', "SET schemaver.backfill_max_lag = '64kB';");
ok( $node->poll_query_until('postgres', q{
		SELECT count(*) = 1 FROM schemaver_progress()
		WHERE activity LIKE '%waits: standby % behind%'}),
	'a backfill waits for a standby that is behind');
sleep(1);
cmp_ok($node->safe_psql('postgres', 'SELECT rows_done FROM schemaver_progress()'), '<', $rows, 'it still does');
$standby->safe_psql('postgres', 'SELECT pg_wal_replay_resume()');
finish($session, qr/waits: standby .* is .* behind/, qr/backfill of table public.keyed is complete/, 'and goes on when it is not');
$standby->stop;

# a slot that nobody uses, and a cancel while it waits
$node->safe_psql('postgres', q{SELECT pg_create_physical_replication_slot('idle', true)});
$node->safe_psql('postgres', 'CREATE TABLE fat AS SELECT repeat(md5(g::text), 20) FROM generate_series(1, 2000) g');
$session = start_backfill('keyed', "SET schemaver.backfill_max_lag = '64kB';");
ok( $node->poll_query_until('postgres', q{
		SELECT count(*) = 1 FROM schemaver_progress() WHERE activity LIKE '%waits: slot idle is % behind%'}),
	'a backfill waits for a slot that is behind');
my $asked = time();
$node->safe_psql('postgres', 'SELECT pg_cancel_backend(backend_pid) FROM schemaver_progress()');
finish($session, qr/canceling statement due to user request/, qr/./, 'a cancel ends it');
cmp_ok(time() - $asked, '<', 5, 'at once');
$node->safe_psql('postgres', q{SELECT pg_drop_replication_slot('idle')});

# pause and resume, from another session
$session = start_backfill('keyed', "SET client_min_messages = notice;");
ok( $node->poll_query_until('postgres', q{
		SELECT count(*) = 1 FROM schemaver_progress() WHERE rows_done > 0 AND rows_per_second > 0}),
	'its progress is to be seen');
is($node->safe_psql('postgres', "SELECT schemaver_pause_backfill('keyed')"), '1', 'it is paused');
ok( $node->poll_query_until('postgres', q{
		SELECT count(*) = 1 FROM schemaver_progress() WHERE activity LIKE '%waits: it is paused%'}),
	'and waits');
is( $node->safe_psql('postgres', 'SELECT rows_done FROM schemaver_progress()'),
	$node->safe_psql('postgres', 'SELECT pg_sleep(1); SELECT rows_done FROM schemaver_progress()') =~ s/^\s+//r,
	'nothing is changed meanwhile');
my ($code, undef, $stderr) = $node->psql('postgres', slow_backfill('keyed'));
like($stderr, qr/another session runs this backfill/, 'a second session does not run it');
is($node->safe_psql('postgres', 'SELECT schemaver_resume_backfill()'), '1', 'it is resumed');
finish($session, qr/waits: it is paused/, qr/backfill of table public.keyed is complete/, 'and goes on');
is($node->safe_psql('postgres', 'SELECT min(n) = max(n) FROM keyed'), 't', 'each row was changed as often as all others');

# the program
my ($status, $output, $messages) = program('backfill', 'keyed', 'n = n + 1', 'id < 100');
is($status, 0, 'schemaver backfill');
like($messages, qr/^backfill of table public.keyed is complete: 99 rows changed$/m, 'says what it has done');
($status, $output, $messages) = program('backfill', '--json', 'keyed', 'n = n + 1', 'id < 50');
is($output, qq({"changed": 49}\n), 'as JSON');
($status, $output, $messages) = program('backfill', 'keyed', 'nothing = 1');
is($status, 1, 'an error');
like($messages, qr/column "nothing" of relation "keyed" does not exist.*the same command resumes there/s, 'says what is left');
($status, $output, $messages) = program('backfill', '--pause', 'keyed');
like($messages, qr/^paused 0 backfills$/m, 'nothing to pause');
($status) = program('backfill', 'keyed');
is($status, 2, 'it wants assignments');

# --------
# A key whose first column does not tell rows apart: each batch reads its part of
# the index
# --------
$node->safe_psql('postgres', q{
	CREATE TABLE tenants (tenant integer, id integer, n integer) WITH (fillfactor = 40);
	INSERT INTO tenants SELECT 1, i, 0 FROM generate_series(1, 50000) i;
	ALTER TABLE tenants ADD PRIMARY KEY (tenant, id)});
$node->safe_psql('postgres', q{CALL schemaver_backfill('tenants', 'n = 1', batch => 500, rest => 0)});
is($node->safe_psql('postgres', 'SELECT count(*) FROM tenants WHERE n = 1'), '50000', 'all rows are changed by a key of two columns');
$node->poll_query_until('postgres', q{SELECT idx_scan >= 200 FROM pg_stat_user_indexes WHERE indexrelname = 'tenants_pkey'})
  or die 'there are no statistics';
cmp_ok($node->safe_psql('postgres', q{
		SELECT idx_blks_read + idx_blks_hit FROM pg_statio_user_indexes WHERE indexrelname = 'tenants_pkey'}),
	'<', 3000, 'the index is not read to its end by each batch');

$node->stop;
done_testing();

sub program
{
	my @command = ('schemaver', shift, '-d', $node->connstr('postgres'), @_);
	my ($stdout, $stderr) = ('', '');

	IPC::Run::run(\@command, '<', \'', '>', \$stdout, '2>', \$stderr);
	return ($? >> 8, $stdout, $stderr);
}

sub backfill
{
	my ($table) = @_;

	return "CALL schemaver_backfill('$table', 'n = n + 1', batch => 60)";
}

# The same, slowly: it takes some seconds.
sub slow_backfill
{
	my ($table) = @_;

	return "CALL schemaver_backfill('$table', 'n = n + 1 + length(pg_sleep(0.001)::text)', batch => 60)";
}

# How often the rows of a table were changed, and how many they are.
sub changes
{
	my ($table) = @_;

	return $node->safe_psql('postgres', "SELECT concat_ws(',', min(n), max(n), count(*)) FROM $table");
}

# True: the backfill was faster.
sub backfill_until
{
	my ($table, $kill, $delay) = @_;
	my $now = $node->safe_psql('postgres', 'SELECT clock_timestamp()');

	return 1 if run_until(backfill($table), $kill, $delay);
	# the client may be told of the end no more
	return $node->safe_psql('postgres', qq{
		SELECT count(*) FROM schemaver.backfill
		WHERE relation = 'public.$table' AND revision IS NULL AND finished_at > '$now'}) eq '1';
}

sub run_until
{
	my ($statement, $kill, $delay) = @_;
	my ($stdout, $stderr) = ('', '');
	my $session = IPC::Run::start([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'),
			'-c', $statement ], '<', \undef, '>', \$stdout, '2>', \$stderr);

	sleep($delay);
	$kill->();
	$session->finish;
	return 1 if $stderr =~ /^INFO:  (?:backfill of table \S+ is complete: \d+ rows? changed|upgrade to head is complete: .*|nothing to do .*)\s*\z/m;
	die $stderr if $stderr =~ /ERROR/ && $stderr !~ /terminat|starting up|not accept|recovery|crash/;
	$node->poll_query_until('postgres',
		q{SELECT count(*) = 0 FROM pg_stat_activity WHERE query ~ 'schemaver:|CALL' AND pid <> pg_backend_pid()});
	return 0;
}

# Terminate the backend, or kill it, which makes the server restart.
sub kill_backend
{
	my ($code) = $node->psql('postgres', q{
		SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE pid <> pg_backend_pid() AND query ~ 'schemaver:|CALL' AND backend_type = 'client backend'});
	return;
}

sub kill_server
{
	my (undef, $pid) = $node->psql('postgres', q{
		SELECT pid FROM pg_stat_activity
		WHERE pid <> pg_backend_pid() AND query ~ 'schemaver:|CALL' AND backend_type = 'client backend'});

	kill 'KILL', $pid if $pid =~ /^\d+$/;
	sleep(0.2);
	$node->poll_query_until('postgres', 'SELECT true') or die 'the server does not restart';
	return;
}

sub start_backfill
{
	my ($table, $settings) = @_;
	my $session = { stdout => '', stderr => '' };

	$session->{harness} = IPC::Run::start([ 'psql', '-XAt', '-d', $node->connstr('postgres'),
			'-c', $settings, '-c', slow_backfill($table) ], '<', \undef,
		'>', \$session->{stdout}, '2>', \$session->{stderr}, IPC::Run::timeout(180));
	return $session;
}

sub finish
{
	my ($session, $first, $second, $name) = @_;

	$session->{harness}->finish;
	like($session->{stderr}, $first, $name);
	like($session->{stderr}, $second, "$name: what the client gets");
	return;
}
