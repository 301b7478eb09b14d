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

# A model takes only the locks of a few of its statements at a time, though it
# creates much more than there is room for.
$node->append_conf('postgresql.conf', "max_locks_per_transaction = 20\nwal_level = replica");
$node->restart;
my $count = 300;
my $tables = join "\n", map { table($_) } 1 .. $count;
my $own_locks = q{DO $do$ BEGIN RAISE NOTICE 'locks: %', (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()); END $do$;};
$node->safe_psql('postgres', 'CREATE DATABASE model');
$node->safe_psql('model', 'CREATE EXTENSION schemaver');
($code, $stdout, $stderr) = $node->psql('model', "SELECT schemaver_model(\$model\$$tables\n$own_locks\$model\$)");
is($code, 0, "a model of $count tables") or diag($stderr);
my ($locks) = $stderr =~ /locks: (\d+)/;
cmp_ok($locks // 999, '<', 100, 'few locks are held at its end');

($code, $stdout, $stderr) = $node->psql('model', q{
	DO $$ BEGIN
		FOR n IN 1 .. 300 LOOP
			EXECUTE format('CREATE TABLE p%s (id integer PRIMARY KEY, t text)', n);
		END LOOP;
	END $$});
like($stderr, qr/ERROR:  out of shared memory/, 'for which there is no room otherwise');
$node->safe_psql('model', $tables);
is($node->safe_psql('model', 'SELECT schemaver_check()'), '', 'the tables are as declared');

# The same when these are read, and in the trial of a revision
is($node->safe_psql('model', qq{
	BEGIN;
	CREATE TEMP TABLE dumped AS SELECT count(*) FROM schemaver_dump() d;
	SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
	WHERE l.pid = pg_backend_pid() AND c.relnamespace = 'public'::regnamespace;
	ROLLBACK}), '0', 'a dump leaves no locks');
$node->safe_psql('model', "SELECT schemaver_model(\$model\$$tables\nDROP VIEW v1; ALTER TABLE p1 ALTER COLUMN t TYPE varchar(10); CREATE INDEX extra ON p2 (t);\$model\$)");
($code, $stdout, $stderr) = $node->psql('model', q{
	BEGIN;
	SELECT count(*) FROM schemaver_revision('change', autogenerate => true);
	SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
	WHERE l.pid = pg_backend_pid() AND c.relnamespace = 'public'::regnamespace;
	COMMIT});
is($stdout, "1\n0", 'a revision leaves no locks') or diag($stderr);
unlike($stderr, qr/WARNING/, 'and was tried out');

# Sequences are used after their locks were released
($code, $stdout, $stderr) = $node->psql('model', 'SELECT schemaver_model($model$'
	  . join("\n", map { "CREATE TABLE s$_ (id integer GENERATED ALWAYS AS IDENTITY);" } 1 .. 20)
	  . join("\n", map { "SELECT setval('s${_}_id_seq', 5), nextval('s${_}_id_seq');" } 1 .. 20)
	  . 'INSERT INTO s1 DEFAULT VALUES; ALTER TABLE s1 ADD COLUMN t text; DROP TABLE s2;$model$)');
is($code, 0, 'sequences can be used in a model') or diag($stderr);
unlike($stderr, qr/WARNING/, 'without a warning');

# A standby would keep the locks: there must not be too many then
$node->safe_psql('postgres', q{SELECT pg_create_physical_replication_slot('standby')});
($code, $stdout, $stderr) = $node->psql('model', "SELECT schemaver_model(\$model\$$tables\$model\$)");
like($stderr, qr/ERROR:  too many objects are created for a standby server\n/, 'a standby limits a model');
like($stderr, qr/HINT:  Increase max_locks_per_transaction, on standby servers first\./, 'and what to do about it');
is($node->safe_psql('postgres', q{
	SELECT pg_drop_replication_slot('standby');
	SELECT count(*) FROM pg_locks WHERE pid <> pg_backend_pid() AND locktype = 'relation'}),
	"\n0", 'nothing of it remains');

# A statement that creates all of it at once still needs all the locks
my $at_once = join "\n", map { "CREATE TABLE m$_ (id integer PRIMARY KEY, t text);" } 1 .. 1000;
($code, $stdout, $stderr) = $node->psql('model', "SELECT schemaver_model(\$model\$DO \$do\$BEGIN\n$at_once\nEND\$do\$\$model\$)");
isnt($code, 0, 'too many locks for one statement');
like($stderr, qr/ERROR:  out of shared memory/, "the server's own error");
like($stderr, qr/HINT:  Too many objects are locked by one transaction: increase max_locks_per_transaction\./,
	'and what to do about it');
like($stderr, qr/CONTEXT:.*model, statement (\d+), line \1$/ms,
	'and where it was');
is($node->safe_psql('model', q{
	SELECT count(*) FROM pg_class WHERE relname = 'm1';
	SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'schemaver\\_aside%';
	SELECT count(*) FROM pg_locks WHERE pid <> pg_backend_pid() AND locktype = 'relation'}),
	"0\n0\n0", 'nothing of it remains');
$node->append_conf('postgresql.conf', 'max_locks_per_transaction = 1000');
$node->restart;
is($node->psql('model', "SELECT schemaver_model(\$model\$DO \$do\$BEGIN\n$at_once\nEND\$do\$\$model\$)"),
	0, 'the hint helps');

$node->stop;
done_testing();

# A table with a key, an index, a foreign key to itself and to another one,
# comments, a trigger, a view on it and a domain.  Some have a sequence, which
# stays locked where functions may use it.
sub table
{
	my ($n) = @_;
	my $other = $n == 1 ? 1 : $n - 1;
	my $identity = $n % 10 == 0 ? ' GENERATED ALWAYS AS IDENTITY' : '';

	return qq{
		CREATE DOMAIN d$n AS integer CHECK (VALUE > 0);
		COMMENT ON DOMAIN d$n IS 'of table $n';
		CREATE TABLE p$n (id integer$identity PRIMARY KEY, t text, d d$n,
			self integer REFERENCES p$n, other integer REFERENCES p$other);
		COMMENT ON COLUMN p$n.t IS 'of table $n';
		CREATE INDEX ON p$n (lower(t));
		CREATE VIEW v$n AS SELECT * FROM p$n;
		CREATE TRIGGER unchanged BEFORE UPDATE ON p$n FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
	};
}
