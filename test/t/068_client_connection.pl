# The client program and its connection: signals, what only reads, a terminal.

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use Time::HiRes qw(usleep);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('client_connection');
$node->init;
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(stopped looked shown);

my $base = tempdir(CLEANUP => 1);
my @program = ('schemaver');
delete $ENV{PGAPPNAME};

# ----------
# Signals: to the program alone, while a script runs
# ----------
my $stopped = CommandLine->new($node, 'stopped', "$base/stopped");
$stopped->run('init');
$stopped->revision('a', '', 'first', 'CREATE TABLE a (id integer);', 'DROP TABLE a;');
$stopped->revision('b', 'a', 'slow', 'CREATE TABLE b (id integer); SELECT pg_sleep(1000);', 'DROP TABLE b;');

sub interrupt
{
	my ($signal, @arguments) = @_;
	my ($stdout, $stderr) = ('', '');
	my $here = getcwd();

	chdir $stopped->{folder} or die;
	my $run = IPC::Run::start([ @program, '-d', $stopped->{connection}, @arguments ], '<', \'', '>', \$stdout, '2>', \$stderr);
	chdir $here or die;
	$node->poll_query_until('stopped', q{SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE 'schemaver: upgrade%slow' AND wait_event = 'PgSleep'})
	  or die 'the script does not run';
	$run->signal($signal);
	$run->finish;
	return ($? >> 8, $? & 127, $stdout, $stderr);
}

for my $case ([ 'TERM', 143 ], [ 'INT', 130 ], [ 'HUP', 129 ])
{
	my ($signal, $expected) = @$case;
	my ($status, $by_signal, $stdout, $stderr) = interrupt($signal, 'upgrade');

	is("$status $by_signal", "$expected 0", "$signal: exit status");
	is($stdout, '', "$signal: no result");
	like($stderr, qr/ERROR:  canceling statement due to user request\n(?s:.*)^schemaver: nothing was loaded or applied\n\z/m, "$signal: what is left behind");
	is($node->safe_psql('stopped', q{SELECT count(*) FROM pg_stat_activity WHERE datname = 'stopped' AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'}), 0, "$signal: nothing runs in the server");
	is($node->safe_psql('stopped', q{SELECT to_regclass('a') IS NULL AND NOT EXISTS (SELECT FROM schemaver.revision)}), 't', "$signal: all is rolled back");
}
my ($status, $by_signal, $stdout, $stderr) = interrupt('TERM', 'deploy');
is($status, 143, 'TERM, deploy: exit status');
like($stderr, qr/^schemaver: 1 revision was committed before that: a\n\z/m, 'TERM, deploy: what is left behind');
is($node->safe_psql('stopped', q{SELECT to_regclass('a') IS NOT NULL AND to_regclass('b') IS NULL}), 't', 'TERM, deploy: as it says');
($status, $by_signal, $stdout, $stderr) = interrupt('INT', 'upgrade', '--json');
is($status, 130, 'INT, --json: exit status');
like($stdout, qr/^\{"error": \{"sqlstate": "57014".*"outcome": "nothing was loaded or applied"\}\}\n\z/, 'INT, --json: the error');

# ----------
# What only reads writes nothing
# ----------
my $looked = CommandLine->new($node, 'looked', "$base/looked");
$looked->run('init');
$looked->revision('a', '', 'first', 'CREATE TABLE a (id integer);', 'DROP TABLE a;');
$looked->run('upgrade');
$looked->revision('b', 'a', 'second', 'CREATE TABLE b (id integer);', 'DROP TABLE b;');
my @reading = ([ 'current', "a\n" ], [ 'heads', "b (head)\n" ], [ 'history', qr/^a -> b \(head\), second$/m ], [ 'status', qr/^pending +\| 1$/m ],
	[ 'plan', "1 upgrade b, second\n" ], [ 'show', qr/^Path: migrations\/b_file\.sql$/m, 'b' ], [ 'graph', qr/ b \(head\) second/ ], [ 'branches', '' ],
	[ 'upgrade', qr/CREATE TABLE b/, '--sql', 'current:head' ]);

sub look
{
	my ($name, $client) = @_;

	for my $case (@reading)
	{
		my ($verb, $expected, @arguments) = @$case;
		my ($status, $stdout, $stderr) = $client->run($verb, @arguments);

		is($status, 0, "$verb, $name: status") or diag($stderr);
		ref $expected ? like($stdout, $expected, "$verb, $name") : is($stdout, $expected, "$verb, $name");
	}
	return;
}

my $next_xid = 'SELECT pg_snapshot_xmax(pg_current_snapshot())';
$node->safe_psql('postgres', 'ALTER SYSTEM SET autovacuum = off');
$node->reload;
my $before = $node->safe_psql('looked', $next_xid);
look('with a file that is not loaded', $looked);
is($node->safe_psql('looked', $next_xid), $before, 'no transaction has written anything');
$node->safe_psql('postgres', 'ALTER DATABASE looked SET default_transaction_read_only = on');
look('read-only', $looked);
$node->safe_psql('postgres', 'ALTER DATABASE looked RESET default_transaction_read_only');
$node->safe_psql('looked', q{
	CREATE ROLE looker LOGIN;
	GRANT USAGE ON SCHEMA schemaver TO looker;
	GRANT SELECT ON ALL TABLES IN SCHEMA schemaver TO looker});
{
	local $ENV{PGUSER} = 'looker';
	look('as a role that may only read', $looked);
	$looked->fails(['upgrade'], qr/permission denied/, 'it may not run');
}
is($node->safe_psql('looked', q{SELECT count(*) FROM schemaver.revision WHERE revision = 'b'}), 0, 'nothing was loaded');

# Only what differs is sent: a second look sends no script.
$looked->run('upgrade');
$node->safe_psql('postgres', q{ALTER DATABASE looked SET log_min_duration_statement = 0});
my $offset = -s $node->logfile;

# How many messages with statements the server is sent
sub trips
{
	my ($do) = @_;
	my $from = -s $node->logfile;

	$do->();
	return scalar(() = slurp_file($node->logfile, $from) =~ /LOG:  (?:statement|execute [^:]*): /g);
}
$looked->prints(['current'], "b (head)\n", 'current');
my $trips = trips(sub { $looked->run('status') });
is($trips, 1, 'status: one trip to the server');
$trips = trips(sub { $looked->prints(['upgrade'], '', 'nothing to upgrade') });
is($trips, 1, 'nothing to upgrade: one trip, too');
unlike(slurp_file($node->logfile, $offset), qr/schemaver_(?:load_files|preview)|unexpected EOF/, 'files that are stored are not sent, and the connection ends well');

# ----------
# A terminal
# ----------
my $shown = CommandLine->new($node, 'shown', "$base/shown");
$shown->run('init');
$shown->revision('a', '', "first, with a long name: " . 'x' x 100, 'CREATE TABLE a (id integer);', 'DROP TABLE a;');
$shown->revision('b', 'a', 'second', 'SELECT pg_sleep(2.5);', 'SELECT 1;');
SKIP:
{
	skip 'no program that makes a terminal', 1
	  unless IPC::Run::run([ 'sh', '-c', 'script -qec true /dev/null' ], '<', \'', '>', \my $ignored, '2>', \my $errors);

	my $line = join ' ', map { "'" . s/'/'\\''/gr . "'" } @program, '-d', $node->connstr('shown'), 'upgrade';
	my ($stdout, $stderr) = ('', '');

	local $ENV{TERM} = 'xterm';
	local $ENV{COLUMNS} = 60;
	delete local $ENV{NO_COLOR};
	IPC::Run::run([ 'sh', '-c', "cd '$base/shown' && exec script -qec \"\$0\" /dev/null", $line ], '<', \'', '>', \$stdout, '2>', \$stderr);
	$stdout =~ s/\r\n/\n/g;
	my ($moving) = $stdout =~ /^(running upgrade  -> a[^\r\n]*)\r/;
	is(length($moving // ''), 59, 'the line of progress fits') or diag($stdout);
	like($stdout, qr/\rrunning upgrade a -> b, second \(2 of 2\)|\e\[Krunning upgrade a -> b, second \(2 of 2\)/, 'the steps are counted');
	like($stdout, qr/\r\e\[Krunning upgrade a -> b, second \(2 of 2\), [12] s\r/, 'and a long one shows its time');
	(my $kept = $stdout) =~ s/^[^\n]*\r//mg;
	$kept =~ s/\e\[K//g;
	like($kept, qr/\Arunning upgrade  -> a, first, with a long name: x{100} \(1 of 2\), 0\.\d\d s\nrunning upgrade a -> b, second \(2 of 2\), 2\.\d s\n/, 'what stays: each step and its time');
	like($kept, qr/^\e\[32mupgraded shown to b\e\[0m: 2 revisions in [23]\.\d s\n\z/m, 'and the end, in color');
	unlike($kept, qr/^[ab]$/m, 'nothing is told twice');
	local $ENV{NO_COLOR} = 1;
	IPC::Run::run([ 'sh', '-c', "cd '$base/shown' && exec script -qec \"\$0\" /dev/null", $line ], '<', \'', '>', \$stdout, '2>', \$stderr);
	is($stdout =~ s/\r\n/\n/gr, "nothing to do: shown is at b\n", 'no colors are wanted');
}

$node->stop;
done_testing();
