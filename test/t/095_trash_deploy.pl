# The trash of a deploy: values of a large table's column are kept in batches while
# clients write, the deploy is killed at random moments and goes on, and each row
# has its value again when the drop is undone.
#
# What the values have to be is known from a second table, which the clients write
# in the same transactions.
#
#   SCHEMAVER_TRASH_ROWS   rows at the beginning, 10000 by default; from 100000 on it
#                          is printed how long transactions of clients took, for
#                          an upgrade and for a deploy
#   SCHEMAVER_TRASH_KILLS  6 by default

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $rows = $ENV{SCHEMAVER_TRASH_ROWS} // 10000;
my $kills = $ENV{SCHEMAVER_TRASH_KILLS} // 6;
my $measures = $rows >= 100000;

# What is random is to be had again.
my $seed = $ENV{SCHEMAVER_SEED} // int(time());
srand($seed);
note "SCHEMAVER_SEED=$seed";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', q{
restart_after_crash = on
fsync = off
max_connections = 30
schemaver.trash = '30 days'
schemaver.online_min_size = 0
client_min_messages = warning
});
$node->append_conf('postgresql.conf', "schemaver.backfill_target = '5ms'\nschemaver.backfill_rest = 4\n") if !$measures;
$node->start;

# A table with a key that is kept as text in part, and what clients do to it.
$node->safe_psql('postgres', 'CREATE DATABASE base');
$node->safe_psql('base', <<"SQL");
CREATE EXTENSION schemaver;
CREATE ROLE client;
SELECT schemaver_revision('first', \$\$
	CREATE TYPE kind AS ENUM ('a', 'b');
	CREATE TABLE t (id integer, kind kind, note text, other integer DEFAULT 0, PRIMARY KEY (kind, id));
\$\$, rev_id => 'first');
SELECT schemaver_upgrade();
INSERT INTO t SELECT i, 'a', CASE WHEN i % 10 > 0 THEN md5(i::text) END FROM generate_series(1, $rows) i;
CREATE TABLE truth AS SELECT id, kind, note FROM t;
ALTER TABLE truth ADD PRIMARY KEY (kind, id);
CREATE TABLE went (longest double precision, number bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON t, truth, went TO client;
SELECT schemaver_revision('drop', 'ALTER TABLE t DROP note', 'ALTER TABLE t ADD note text', rev_id => 'drop');
SQL
$node->safe_psql('base', <<'SQL');
-- One change; false if the column is not there any more.
CREATE FUNCTION change(rows integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	place integer := 1 + floor(random() * rows * 1.2);
	what double precision := random();
	value text := CASE WHEN random() < 0.9 THEN md5(random()::text) END;
BEGIN
	-- it stays for this transaction
	PERFORM note FROM t LIMIT 0;
	IF what < 0.4 THEN
		WITH w AS (UPDATE t SET note = value WHERE id = place AND kind = 'a' RETURNING *)
			UPDATE truth SET note = w.note FROM w WHERE truth.id = w.id AND truth.kind = w.kind;
	ELSIF what < 0.5 THEN
		UPDATE t SET other = other + 1 WHERE id = place;
	ELSIF what < 0.6 THEN
		WITH w AS (UPDATE t SET note = note || 'x' WHERE id BETWEEN place AND place + 5 RETURNING *)
			UPDATE truth SET note = w.note FROM w WHERE truth.id = w.id AND truth.kind = w.kind;
	ELSIF what < 0.75 THEN
		WITH w AS (DELETE FROM t WHERE id = place RETURNING *)
			DELETE FROM truth USING w WHERE truth.id = w.id AND truth.kind = w.kind;
	ELSIF what < 0.9 THEN
		WITH w AS (INSERT INTO t (id, kind, note) VALUES (place, 'a', value)
				ON CONFLICT (kind, id) DO UPDATE SET note = excluded.note RETURNING *)
			INSERT INTO truth SELECT id, kind, note FROM w ON CONFLICT (kind, id) DO UPDATE SET note = excluded.note;
	ELSE
		-- another key, if no other row has it
		WITH w AS (UPDATE t SET kind = 'b' WHERE id = place AND kind = 'a' RETURNING *)
			UPDATE truth SET kind = 'b' FROM w WHERE truth.id = w.id AND truth.kind = 'a';
	END IF;
	IF random() < 0.1 THEN
		RAISE unique_violation;
	END IF;
	RETURN true;
EXCEPTION
	WHEN undefined_column THEN
		RETURN false;
	WHEN unique_violation OR deadlock_detected OR serialization_failure THEN
		RETURN true;
END
$$;
CREATE PROCEDURE work(rows integer) LANGUAGE plpgsql AS $$
DECLARE
	more boolean := true;
	longest double precision := 0;
	number bigint := 0;
	start timestamptz;
BEGIN
	WHILE more LOOP
		start := clock_timestamp();
		more := change(rows);
		COMMIT;
		longest := greatest(longest, extract(epoch FROM clock_timestamp() - start));
		number := number + 1;
	END LOOP;
	INSERT INTO went VALUES (longest, number);
END
$$;
SQL

if ($measures)
{
	make_database('plain');
	make_database('batches');
	note 'an upgrade: ' . measure('plain', 'SELECT schemaver_upgrade()');
	note 'a deploy: ' . measure('batches', 'CALL schemaver_deploy()');
	is(check('batches'), '0', 'what was kept is what clients have written');
}

# --------
# One deploy
# --------
make_database('once');
my @clients = start_clients('once');
$node->safe_psql('once', 'CALL schemaver_deploy()');
is(join('', map { finish($_) } @clients), '', 'no client gets an error');
is(check('once'), '0', 'what was kept is what clients have written');
is(debris('once'), '', 'nothing is left over');
$node->safe_psql('once', q{CALL schemaver_deploy('first', 'downgrade')});
is(differences('once'), '0', 'each row has its value again');
is($node->safe_psql('once', 'SELECT count(*) FROM schemaver.trash'), '0', 'and the trash is empty');

# --------
# A deploy that is killed, time and again
# --------
make_database('killed');
my $killed = 0;
my $before = drift('killed');
foreach my $number (1 .. $kills)
{
	my @clients = start_clients('killed');
	my $deploy = start_psql('killed', 'CALL schemaver_deploy()');

	sleep rand(1);
	my $pid = $node->safe_psql('postgres',
		q{SELECT pid FROM pg_stat_activity WHERE datname = 'killed' AND (query = 'CALL schemaver_deploy()' OR query LIKE 'schemaver: %')});
	$killed++ if $pid =~ /^\d+$/;
	# the server starts again, or goes on with its clients
	kill 'KILL', $pid if $pid =~ /^\d+$/ && $number % 2 == 1;
	$node->poll_query_until('postgres', 'SELECT true');
	$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'killed'});
	finish($_) foreach $deploy, @clients;
	last if $node->safe_psql('killed', 'SELECT count(*) FROM schemaver.applied') > 1;
	is(drift('killed'), $before, 'nothing that a deploy leaves when it is killed is drift');
}
note "killed $killed times";
@clients = start_clients('killed');
$node->safe_psql('killed', 'CALL schemaver_deploy()');
is(join('', map { finish($_) } @clients), '', 'no client gets an error from the deploy that comes to its end');
is(check('killed'), '0', 'what was kept is what clients have written, however often it was killed');
is(debris('killed'), '', 'nothing is left over then');
$node->safe_psql('killed', q{CALL schemaver_deploy('first', 'downgrade')});
is(differences('killed'), '0', 'each row has its value again then');

$node->stop;
done_testing();

sub make_database
{
	my ($name) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $name TEMPLATE base");
	return;
}

sub start_psql
{
	my ($database, $command, $options) = @_;
	my %run = (out => '', error => '');

	local $ENV{PGOPTIONS} = $options // '';
	$run{harness} = IPC::Run::start([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($database), '-c', $command ],
		'<', \undef, '>', \$run{out}, '2>', \$run{error});
	return \%run;
}

# What psql has said in the end
sub finish
{
	my ($run) = @_;

	$run->{harness}->finish;
	return $run->{error};
}

# Three clients, one of which sees its transactions' snapshots
sub start_clients
{
	my ($database) = @_;

	return map {
		start_psql($database, "CALL work($rows)",
			'-c role=client' . ($_ == 3 ? ' -c default_transaction_isolation=repeatable\\ read' : ''))
	} 1 .. 3;
}

# Rows of which not the value is kept that they had, and values without a row
sub check
{
	my ($database) = @_;
	my $kept = $node->safe_psql($database, 'SELECT kept_in FROM schemaver.trash');

	return $node->safe_psql($database, <<"SQL");
SELECT count(*) FROM truth FULL JOIN schemaver_trash.$kept k ON k.id = truth.id AND k.kind = truth.kind::text
WHERE k.id IS NULL OR truth.id IS NULL OR k.note IS DISTINCT FROM truth.note
SQL
}

sub differences
{
	my ($database) = @_;

	return $node->safe_psql($database, <<'SQL');
SELECT count(*) FROM truth FULL JOIN t USING (kind, id)
WHERE t.kind IS NULL OR truth.kind IS NULL OR t.note IS DISTINCT FROM truth.note
SQL
}

# What is seen as changed without a revision
sub drift
{
	my ($database) = @_;

	return $node->safe_psql($database, 'SELECT kind, identity, action FROM schemaver_drift() ORDER BY 1, 2');
}

# What must not be there when all is done
sub debris
{
	my ($database) = @_;

	return $node->safe_psql($database, <<'SQL');
SELECT 'trigger', tgname::text FROM pg_trigger WHERE tgname LIKE 'sv\_%'
UNION ALL SELECT 'table', relname FROM pg_class WHERE relnamespace = 'schemaver_trash'::regnamespace AND relkind = 'r'
	AND relname NOT IN (SELECT kept_in FROM schemaver.trash)
UNION ALL SELECT 'index', relname FROM pg_class WHERE relnamespace = 'schemaver_trash'::regnamespace AND relkind = 'i'
UNION ALL SELECT 'unfinished backfill', relation FROM schemaver.backfill WHERE finished_at IS NULL
SQL
}

# How long it took, and the transactions of clients meanwhile
sub measure
{
	my ($database, $command) = @_;
	my @clients = start_clients($database);
	my $start = time();

	sleep 2;
	$node->safe_psql($database, $command);
	my $seconds = time() - $start - 2;
	finish($_) foreach @clients;
	return sprintf('%.1f s; ', $seconds)
	  . $node->safe_psql($database, q{SELECT format('longest transaction %s ms, %s in all', round(max(longest) * 1000), sum(number)) FROM went});
}
