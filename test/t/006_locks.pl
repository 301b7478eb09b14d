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
autovacuum = off
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

# The same for a model
my $tables = q{(SELECT string_agg(format('CREATE TABLE m%s (id integer PRIMARY KEY, t text);', n), E'\n') FROM generate_series(1, 1000) n)};
$node->safe_psql('postgres', 'CREATE SCHEMA model');
($code, $stdout, $stderr) = $node->psql('postgres',
	"SET search_path = model, public; SELECT schemaver_model($tables)");
isnt($code, 0, 'too many locks for one model');
like($stderr, qr/ERROR:  out of shared memory/, "the server's own error");
like($stderr, qr/HINT:  Too many objects are locked by one transaction: increase max_locks_per_transaction\./,
	'and what to do about it');
like($stderr, qr/CONTEXT:  model, statement (\d+), line \1$/m,
	'and where it was');
is($node->safe_psql('postgres', q{
	SELECT count(*) FROM schemaver.model;
	SELECT count(*) FROM pg_class WHERE relnamespace = 'model'::regnamespace;
	SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'schemaver\\_aside%';
	SELECT count(*) FROM pg_locks WHERE pid <> pg_backend_pid() AND locktype = 'relation'}),
	"0\n0\n0\n0", 'nothing of it remains');
$node->append_conf('postgresql.conf', 'max_locks_per_transaction = 1000');
$node->restart;
$node->safe_psql('postgres', "SET search_path = model, public; SELECT schemaver_model($tables)");
is($node->safe_psql('postgres', 'SELECT count(*) FROM schemaver_diff()'),
	'1000', 'the hint helps');

$node->stop;
done_testing();
