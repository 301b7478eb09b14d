# Clients that read and update the tables of test/data/online/base.setup while a
# change of them is made, and what they see of it.

package OnlineTraffic;

use strict;
use warnings;

use Exporter qw(import);
use File::Temp ();
use IPC::Run;
use Time::HiRes qw(sleep time);

our @EXPORT_OK = qw(observe);

# Milliseconds from one look at the locks to the next
use constant LOOK => 20;

# Run a command, a reference to a function, in a database with so many customers
# while clients are at work.  Returns a hash:
#
#   seconds       that the command took
#   transactions  of the clients
#   longest       of these, in milliseconds
#   slow          how many took more than 500 milliseconds
#   wait          the longest one for a lock, in milliseconds
#   lock, held    the strongest lock that keeps others from writing to a table, as
#                 far as it was seen, and for how many milliseconds one of these
#                 was held at a time
#   errors        of the clients, as one text
#
# "connection" is a connection string.  The server is to have nothing else to do.
sub observe
{
	my ($connection, $version, $rows, $command) = @_;
	my $work = File::Temp->newdir;
	my $traffic = write_traffic($rows);
	my $clients = IPC::Run::start([ 'sh', '-c', <<"SH" ], '>', \my $output, '2>', \my $errors);
while [ ! -e $work/stop ]; do
	pgbench -n -c 4 -j 2 -T 1 -R 200 -l --log-prefix=$work/log -f $traffic "$connection application_name=pgbench" >/dev/null || exit 1
done
SH
	my ($sampler, $script) = start_sampler($connection, $version, "$work/looks");
	my %seen = (longest => 0, transactions => 0, slow => 0, wait => 0, lock => '', held => 0);

	sleep 0.5;
	my $started = time();
	$command->();
	$seen{seconds} = time() - $started;
	open my $stop, '>', "$work/stop" or die "$work/stop: $!";
	close $stop;
	$clients->finish;
	$sampler->kill_kill(grace => 1);
	$errors =~ s/^pgbench: (?:warning|hint).*\n//mg;
	$seen{errors} = $errors;
	read_transactions(\%seen, $_) foreach glob "$work/log.*";
	read_looks(\%seen, "$work/looks");
	return \%seen;
}

sub write_traffic
{
	my ($rows) = @_;
	my $traffic = File::Temp->new;

	print $traffic <<"SQL";
\\set id random(1, $rows)
UPDATE customer SET name = name || '' WHERE id = :id;
UPDATE purchase SET price = price + 0 WHERE customer = :id;
UPDATE event SET id = id + 0 WHERE customer = :id AND at < '2026-03-01';
SELECT c.name, sum(p.price) FROM customer c JOIN purchase p ON p.customer = c.id WHERE c.id = :id GROUP BY c.name;
SQL
	close $traffic;
	return $traffic;
}

# Looks every 20 milliseconds for the longest wait of a client for a lock, and for
# locks of others that would let clients wait.  Since when a session waits is known
# from 14 on.  Returns the script as well, which is to be there as long.
sub start_sampler
{
	my ($connection, $version, $file) = @_;
	my $wait = $version < 14 ? '0'
	  : q{(SELECT round(1000 * coalesce(max(extract(epoch FROM clock_timestamp() - l.waitstart)), 0), 1)
		FROM pg_locks l JOIN pg_stat_activity a USING (pid)
		WHERE NOT l.granted AND a.application_name = 'pgbench')};
	my $script = File::Temp->new;
	print $script qq{SELECT concat_ws(' ', round(1000 * extract(epoch FROM clock_timestamp())), $wait,
	(SELECT l.mode FROM pg_locks l JOIN pg_stat_activity a USING (pid) JOIN pg_class c ON c.oid = l.relation
	 WHERE l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
	 AND c.relname IN ('customer', 'purchase', 'event', 'event_1', 'event_2')
	 AND a.application_name <> 'pgbench' AND l.pid <> pg_backend_pid()
	 AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
	 ORDER BY array_position('{AccessExclusiveLock,ExclusiveLock,ShareRowExclusiveLock,ShareLock}', l.mode) LIMIT 1))\n}
	  . '\watch ' . LOOK / 1000 . "\n";
	close $script;
	return (IPC::Run::start([ 'psql', '-XAtq', '-d', $connection, '-f', "$script" ], '<', \undef, '>', $file), $script);
}

sub read_transactions
{
	my ($seen, $file) = @_;

	foreach my $line (lines_of($file))
	{
		my $milliseconds = (split / /, $line)[2] / 1000;

		$seen->{transactions}++;
		$seen->{slow}++ if $milliseconds > 500;
		$seen->{longest} = $milliseconds if $milliseconds > $seen->{longest};
	}
	return;
}

sub read_looks
{
	my ($seen, $file) = @_;
	my %strength = (ShareLock => 1, ShareRowExclusiveLock => 2, ExclusiveLock => 3, AccessExclusiveLock => 4);
	my $since;

	foreach my $line (lines_of($file))
	{
		next unless $line =~ /^(\d+) ([\d.]+)(?: (\w+))?$/;
		my ($now, $wait, $lock) = ($1, $2, $3);

		$seen->{wait} = $wait if $wait > $seen->{wait};
		if (!defined $lock)
		{
			undef $since;
			next;
		}
		$since //= $now;
		$seen->{held} = $now - $since + LOOK if $now - $since + LOOK > $seen->{held};
		$seen->{lock} = $lock if $strength{$lock} > ($strength{ $seen->{lock} } // 0);
	}
	return;
}

sub lines_of
{
	my ($file) = @_;

	open my $handle, '<', $file or die "$file: $!";
	return <$handle>;
}

1;
