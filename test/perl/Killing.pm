# Commands that are killed: the backend that runs one, or the server.

package Killing;

use strict;
use warnings;

use Exporter qw(import);
use IPC::Run;
use PostgreSQL::Test::Utils;
use Time::HiRes qw(sleep);

our @EXPORT_OK = qw(kill_backend kill_server run_until);

# Run a command in a database, and call $kill with the node and the process ID of
# its backend after so many seconds.  True: the command was faster.
sub run_until
{
	my ($node, $database, $command, $kill, $delay) = @_;
	my ($stdout, $stderr) = ('', '');
	my $session = IPC::Run::start(
		[ 'psql', '-X', '-q', '-A', '-t', '-c', 'SELECT pg_backend_pid()', '-c', $command, $node->connstr($database) ],
		'>', \$stdout, '2>', \$stderr);

	$session->pump while $session->pumpable && $stdout !~ /^\d+\n/;
	my ($pid) = $stdout =~ /^(\d+)/ or die "no session: $stderr";
	sleep($delay);
	$session->pump_nb;
	$kill->($node, $pid) if $session->pumpable;
	return 1 if $session->finish;
	die "not by us: $stderr"
	  if $stderr !~ /server closed the connection|terminating connection|connection to server was lost/;
	return 0;
}

sub kill_backend
{
	my ($node, $pid) = @_;

	return if !kill('KILL', $pid);

	# a session that was killed is listed until the server has started again
	for (1 .. 3000)
	{
		my ($stdout, $stderr) = ('', '');

		# with -c: nothing is written to a psql that has given up
		IPC::Run::run(
			[
				'psql', '-X', '-A', '-t', '-c',
				"SELECT count(*) FROM pg_stat_activity WHERE pid = $pid",
				$node->connstr('postgres')
			],
			'>', \$stdout, '2>', \$stderr);
		return if $stdout eq "0\n";
		sleep(0.02);
	}
	die 'the server does not come back';
}

sub kill_server
{
	my ($node) = @_;
	my $pidfile = $node->data_dir . '/postmaster.pid';
	my ($postmaster) = slurp_file($pidfile) =~ /^(\d+)/;
	my @children = split ' ', $node->safe_psql('postgres', 'SELECT pid FROM pg_stat_activity');

	kill('KILL', $postmaster, @children);

	# the socket and the pid file are left; start() knows a stale one
	for (1 .. 500)
	{
		last if !grep { kill(0, $_) } $postmaster, @children;
		sleep(0.01);
	}
	$node->{_pid} = undef;
	$node->start;
	return;
}

1;
