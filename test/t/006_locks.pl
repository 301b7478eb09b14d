# A transaction that locks more than the server has room for.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('locks');
$node->init;
$node->append_conf('postgresql.conf', q{
max_locks_per_transaction = 64
max_connections = 5
max_wal_senders = 0
});
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION schemaver;
	SELECT count(schemaver_revision('table ' || n, format('CREATE TABLE t%s (id integer PRIMARY KEY, t text)', n)))
	FROM generate_series(1, 1000) n;
});

my ($code, $stdout, $stderr) = $node->psql('postgres', 'SELECT schemaver_upgrade()');
isnt($code, 0, 'too many locks for one transaction');
like($stderr, qr/ERROR:  out of shared memory/, "the server's own error");
like($stderr, qr/HINT:  .*max_locks_per_transaction.*schemaver_upgrade\('\+100'\)/,
	'and what to do about it');
like($stderr, qr/CONTEXT:  revision "[0-9a-f]{12}", upgrade script, statement 1, line 1/,
	'and where it was');
is($node->safe_psql('postgres', 'SELECT state, (SELECT count(*) FROM schemaver.log) FROM schemaver_status()'),
	'empty|0', 'nothing of it remains');

$node->safe_psql('postgres', "SELECT schemaver_upgrade('+100')") for 1 .. 10;
is($node->safe_psql('postgres', 'SELECT state, applied FROM schemaver_status()'),
	'current|1000', 'the hint helps');

$node->stop;
done_testing();
