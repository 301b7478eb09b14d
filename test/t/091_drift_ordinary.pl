# Ordinary work is no drift: rows that come and go, VACUUM in all its forms,
# ANALYZE, new statistics, refreshes, truncation, reindexing, partitions that a job
# makes and drops, temporary tables, dumps, and runs of revisions; neither to the
# facts nor to the transactions, but for what these are documented to take for one.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('ordinary');

$node->init;
$node->append_conf('postgresql.conf', "autovacuum_naptime = 1s\nautovacuum_analyze_threshold = 1\nautovacuum_vacuum_threshold = 1\n");
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE work');
$node->safe_psql('work', 'CREATE EXTENSION schemaver');
$node->safe_psql('work', q{
	SELECT schemaver_revision('the tables of pgbench', rev_id => 'tables', upgrade => $$
		CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
		CREATE TABLE pgbench_tellers (tid int NOT NULL PRIMARY KEY, bid int, tbalance int, filler char(84)) WITH (fillfactor = 100);
		CREATE TABLE pgbench_accounts (aid int NOT NULL PRIMARY KEY, bid int, abalance int, filler char(84)) WITH (fillfactor = 100);
		CREATE TABLE pgbench_branches (bid int NOT NULL PRIMARY KEY, bbalance int, filler char(88)) WITH (fillfactor = 100);
		CREATE TABLE event (day date, n integer) PARTITION BY RANGE (day);
		CREATE INDEX event_n ON event (n);
		CREATE MATERIALIZED VIEW sums AS SELECT bid, sum(abalance) AS sum FROM pgbench_accounts GROUP BY bid;
		CREATE UNIQUE INDEX sums_bid ON sums (bid);
		CREATE STATISTICS related ON aid, bid FROM pgbench_accounts;
		CREATE SEQUENCE tickets;
	$$);
	SELECT * FROM schemaver_upgrade();
	SELECT schemaver_track();
});

# What is drift to the facts, and to the transactions alone.
sub drift
{
	my ($layer) = @_;
	my $script = $layer eq 'facts' ? '' : 'BEGIN; DELETE FROM schemaver.tracked;';

	return $node->safe_psql('work', "$script SELECT kind, identity FROM schemaver_drift()");
}

# A day's work.
sub work
{
	my ($day) = @_;

	$node->command_ok([ 'pgbench', '-n', '-c', 2, '-t', 20, '-d', 'work', '-h', $node->host, '-p', $node->port ], "$day: pgbench");
	$node->safe_psql('work', $_)
	  foreach (
		"CREATE TABLE event_$day PARTITION OF event FOR VALUES FROM ('2024-01-0$day') TO ('2024-01-0@{[ $day + 1 ]}')",
		"INSERT INTO event SELECT '2024-01-0$day', n FROM generate_series(1, 100) n",
		'VACUUM', 'VACUUM FREEZE', 'VACUUM ANALYZE', 'ANALYZE', 'VACUUM FULL pgbench_tellers',
		'CLUSTER pgbench_branches USING pgbench_branches_pkey',
		'REFRESH MATERIALIZED VIEW sums', 'REFRESH MATERIALIZED VIEW CONCURRENTLY sums',
		'REINDEX TABLE pgbench_accounts', 'TRUNCATE pgbench_history',
		q{SELECT nextval('tickets'); SELECT setval('tickets', 1000)},
		'CREATE TEMP TABLE passing AS SELECT * FROM pgbench_accounts; CREATE INDEX ON passing (aid)',
		'BEGIN; CREATE TABLE undone (); ALTER TABLE pgbench_tellers ADD COLUMN gone integer; ROLLBACK',
		'SET schemaver.track = facts; SELECT schemaver_revision($$a day$$, $$CREATE TABLE day_' . $day . ' (i integer)$$); SELECT * FROM schemaver_upgrade()',
		'SELECT * FROM schemaver_verify($$base:heads$$)');
	$node->safe_psql('work', "DROP TABLE event_@{[ $day - 2 ]}") if $day > 2;
	$node->command_ok([ 'pg_dump', '-f', "$PostgreSQL::Test::Utils::tmp_check/ordinary.sql", $node->connstr('work') ], "$day: pg_dump");
	return;
}

$node->safe_psql('work', q{
	INSERT INTO pgbench_branches (bid, bbalance) VALUES (1, 0);
	INSERT INTO pgbench_tellers (tid, bid, tbalance) SELECT n, 1, 0 FROM generate_series(1, 10) n;
	INSERT INTO pgbench_accounts (aid, bid, abalance) SELECT n, 1, 0 FROM generate_series(1, 100000) n;
	ALTER TABLE pgbench_branches CLUSTER ON pgbench_branches_pkey; SELECT schemaver_track()});
is(drift('facts'), '', 'nothing to the facts at first');
is(drift('transactions'), '', 'nothing to the transactions at first')
  or diag($node->safe_psql('work', 'SELECT * FROM schemaver.log'));
foreach my $day (1 .. 3)
{
	work($day);
	is(drift('facts'), '', "$day: nothing to the facts");
	is(drift('transactions'), '', "$day: nothing to the transactions");
}

# REINDEX CONCURRENTLY makes another index, which is what transactions see.
$node->safe_psql('work', 'REINDEX TABLE CONCURRENTLY pgbench_accounts');
is(drift('facts'), '', 'an index made anew is the same to the facts');

# After a restore nothing is known, and nothing is reported, until something is.
$node->safe_psql('postgres', 'CREATE DATABASE restored');
$node->command_ok([ 'psql', '-q', '-X', '-o', '/dev/null', '-f', "$PostgreSQL::Test::Utils::tmp_check/ordinary.sql", $node->connstr('restored') ], 'restored');
my ($code, $stdout, $stderr) = $node->psql('restored', 'SELECT * FROM schemaver_drift()');
like($stderr, qr/it is not known how the schemas should be/, 'nothing is known after a restore');
$node->safe_psql('restored', q{SELECT schemaver_revision('next', 'CREATE TABLE next ()'); SELECT * FROM schemaver_upgrade()});
is($node->safe_psql('restored', 'SELECT * FROM schemaver_drift()'), '', 'what was restored is no drift');
$node->safe_psql('restored', 'CREATE TABLE mine ()');
is($node->safe_psql('restored', 'SELECT kind, identity, action, seen_by FROM schemaver_drift()'), 'table|public.mine|create|{transactions}', 'what comes later is');

$node->stop;
done_testing();
