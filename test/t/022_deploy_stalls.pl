# A deploy in a busy database: readers, writers and long transactions on its
# tables go on.  How long they had to wait at most is printed.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION schemaver;
	CREATE TABLE t (id integer PRIMARY KEY, v integer, w text);
	INSERT INTO t SELECT g, g, repeat('x', 100) FROM generate_series(1, 50000) g;
	CREATE TABLE ref (id integer PRIMARY KEY);
	INSERT INTO ref VALUES (1);
	SELECT schemaver_revision('add column', rev_id => 's1', upgrade => 'ALTER TABLE t ADD c integer DEFAULT 7', downgrade => 'ALTER TABLE t DROP c');
	SELECT schemaver_revision('index', rev_id => 's2', transactional => false,
		upgrade => 'CREATE INDEX CONCURRENTLY t_v ON t (v); CREATE INDEX CONCURRENTLY t_w ON t (w)',
		downgrade => 'DROP INDEX CONCURRENTLY t_v; DROP INDEX CONCURRENTLY t_w');
	SELECT schemaver_revision('foreign key', rev_id => 's3', upgrade => 'ALTER TABLE t ADD r integer; ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (r) REFERENCES ref NOT VALID',
		downgrade => 'ALTER TABLE t DROP r');
	SELECT schemaver_revision('validate', rev_id => 's4', upgrade => 'ALTER TABLE t VALIDATE CONSTRAINT fk', downgrade => '');
	SELECT schemaver_revision('reindex', rev_id => 's5', transactional => false, upgrade => 'REINDEX TABLE CONCURRENTLY t', downgrade => '');
	SELECT schemaver_revision('trigger', rev_id => 's6',
		upgrade => 'CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
		downgrade => 'DROP TRIGGER tr ON t');
});

my $dir = PostgreSQL::Test::Utils::tempdir();
my %probe = (
	reader => "\\set id random(1, 50000)\nSELECT v FROM t WHERE id = :id;\n",
	writer => "\\set id random(1, 50000)\nUPDATE t SET v = v + 1 WHERE id = :id;\n",
	long => "BEGIN;\nSELECT v FROM t WHERE id = 1;\n\\sleep 700 ms\nCOMMIT;\n\\sleep 300 ms\n");

foreach my $direction ([ 'head', 'upgrade' ], [ 'base', 'downgrade' ])
{
	my ($target, $way) = @$direction;
	my %session = map { $_ => start_probe($_, $way) } keys %probe;

	$node->poll_query_until('postgres', q{SELECT count(*) >= 1 FROM pg_stat_activity WHERE datname = 'postgres' AND state = 'idle in transaction'})
	  or die 'no long transaction';
	my ($code, $stdout, $stderr) = $node->psql('postgres', "CALL schemaver_deploy('$target', '$way')");
	is($code, 0, "$way in a busy database") or diag($stderr);
	note $stderr;
	foreach my $name (sort keys %session)
	{
		$session{$name}->{handle}->signal('INT');
		$session{$name}->{handle}->finish;
		unlike($session{$name}->{stderr}, qr/ERROR/, "$way: no $name has failed");
	}
	diag sprintf '%s: a reader waited %.0f ms at most, a writer %.0f ms',
	  $way, longest('reader', $way), longest('writer', $way);
}
is($node->safe_psql('postgres', 'SELECT state FROM schemaver_status()'), 'empty', 'up and down');

$node->stop;
done_testing();

sub start_probe
{
	my ($name, $way) = @_;
	my %session = (stdout => '', stderr => '');
	my $file = "$dir/$name.sql";

	append_to_file($file, $probe{$name}) if !-e $file;
	$session{handle} = IPC::Run::start(
		[
			'pgbench', '-n', '-T', '120', '-c', '1', '-l', '--log-prefix', "$dir/$name-$way",
			($name eq 'long' ? () : ('-R', '200')),
			'-f', $file, $node->connstr('postgres')
		],
		'>', \$session{stdout}, '2>', \$session{stderr});
	return \%session;
}

# The longest transaction of a probe, in milliseconds.
sub longest
{
	my ($name, $way) = @_;
	my $longest = 0;

	foreach my $file (glob "$dir/$name-$way.*")
	{
		foreach my $line (split /\n/, slurp_file($file))
		{
			my (undef, undef, $latency, undef, undef, undef, $lag) = split / /, $line;
			next if !defined $latency;
			$latency -= $lag // 0;
			$longest = $latency if $latency > $longest;
		}
	}
	return $longest / 1000;
}
