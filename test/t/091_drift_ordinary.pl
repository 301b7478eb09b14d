# Ordinary work is no drift: rows that come and go, VACUUM in all its forms,
# ANALYZE, new statistics, refreshes, truncation, reindexing, partitions that a job
# makes and drops, what is temporary, roles, settings, slots, large objects, what
# was not committed, dumps, and runs of revisions; neither to the facts nor to the
# transactions, but for what these are documented to take for one.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('ordinary');

$node->init;
$node->append_conf('postgresql.conf', "autovacuum_naptime = 1s\nautovacuum_analyze_threshold = 1\nautovacuum_vacuum_threshold = 1\nwal_level = logical\nmax_prepared_transactions = 2\n");
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
		CREATE TABLE visit (day date, n integer) PARTITION BY RANGE (day);
		CREATE TABLE counted (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t text);
		CREATE EXTENSION citext VERSION '1.4';
		CREATE MATERIALIZED VIEW sums AS SELECT bid, sum(abalance) AS sum FROM pgbench_accounts GROUP BY bid;
		CREATE UNIQUE INDEX sums_bid ON sums (bid);
		CREATE STATISTICS related ON aid, bid FROM pgbench_accounts;
		CREATE SEQUENCE tickets;
	$$);
	SELECT * FROM schemaver_upgrade();
	SELECT schemaver_track();
});

my $detaches_concurrently = $node->safe_psql('work', 'SHOW server_version_num') >= 140000;

# What is drift to the facts, and to the transactions alone.
sub drift
{
	my ($layer) = @_;
	my $script = $layer eq 'facts' ? '' : 'BEGIN; DELETE FROM schemaver.tracked;';

	return $node->safe_psql('work', "$script SELECT kind, identity FROM schemaver_drift()");
}

# What is made for a session, and is gone after it.
my $temporary = q{
	CREATE TEMP TABLE passing (id serial PRIMARY KEY, t text DEFAULT 'x' CHECK (t <> ''));
	CREATE TEMP TABLE passing_2 (id integer REFERENCES passing) ON COMMIT DELETE ROWS;
	CREATE INDEX ON passing (t);
	CREATE TEMP VIEW passing_view AS SELECT * FROM passing;
	CREATE TEMP SEQUENCE passing_numbers;
	CREATE TYPE pg_temp.passing_type AS (a integer);
	CREATE TYPE pg_temp.passing_labels AS ENUM ('a');
	CREATE DOMAIN pg_temp.passing_domain AS text CHECK (VALUE <> '');
	CREATE FUNCTION pg_temp.passing_trigger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
	CREATE TRIGGER passing BEFORE INSERT ON passing FOR EACH ROW EXECUTE FUNCTION pg_temp.passing_trigger();
	CREATE AGGREGATE pg_temp.passing_sum(integer) (SFUNC = int4pl, STYPE = integer);
	CREATE OPERATOR pg_temp.<<< (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4lt);
	CREATE STATISTICS pg_temp.passing_statistics ON id, t FROM passing;
	CREATE RULE passing AS ON DELETE TO passing DO INSTEAD NOTHING;
	COMMENT ON TABLE passing IS 'passing';
	GRANT SELECT ON passing TO PUBLIC;
	INSERT INTO passing DEFAULT VALUES;
	ANALYZE passing};

# What belongs to the cluster, and not to a schema.
my $cluster = q{
	CREATE ROLE clerk LOGIN PASSWORD 'one';
	ALTER ROLE clerk PASSWORD 'two' VALID UNTIL '2030-01-01';
	CREATE ROLE clerks;
	GRANT clerks TO clerk;
	ALTER ROLE clerk SET work_mem = '8MB';
	ALTER ROLE clerk IN DATABASE work SET work_mem = '9MB';
	ALTER DATABASE work SET statement_timeout = '1h';
	ALTER DATABASE work RESET statement_timeout;
	COMMENT ON DATABASE work IS 'work';
	GRANT CONNECT ON DATABASE work TO clerk;
	REVOKE CONNECT ON DATABASE work FROM clerk;
	DROP ROLE clerk, clerks;
	SELECT pg_create_logical_replication_slot('reader', 'pgoutput');
	SELECT pg_drop_replication_slot('reader');
	SELECT lo_from_bytea(4711, 'x'), lo_put(4711, 1, 'y');
	GRANT SELECT ON LARGE OBJECT 4711 TO PUBLIC;
	SELECT lo_unlink(4711)};

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
		q{INSERT INTO counted (t) VALUES ('a'); TRUNCATE counted RESTART IDENTITY},
		q{BEGIN; TRUNCATE counted; COPY counted (t) FROM PROGRAM 'echo b' (FREEZE); COMMIT},
		'REFRESH MATERIALIZED VIEW sums WITH NO DATA', 'REFRESH MATERIALIZED VIEW sums',
		'REINDEX INDEX pgbench_accounts_pkey', 'REINDEX SCHEMA public',
		# the partition of a day has partitions of its own
		"CREATE TABLE visit_$day PARTITION OF visit FOR VALUES FROM ('2024-01-0$day') TO ('2024-01-0@{[ $day + 1 ]}') PARTITION BY HASH (n)",
		"CREATE TABLE visit_${day}_0 PARTITION OF visit_$day FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
		"CREATE TABLE visit_${day}_1 PARTITION OF visit_$day FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
		"CREATE INDEX ON visit_$day (n)",
		# or was filled before
		"CREATE TABLE visit_next (LIKE visit INCLUDING ALL, CHECK (day >= '2025-01-0$day' AND day < '2025-01-0@{[ $day + 1 ]}'));
		INSERT INTO visit_next VALUES ('2025-01-0$day', 1); ALTER TABLE visit_next RENAME TO visit_next_$day;
		ALTER TABLE visit ATTACH PARTITION visit_next_$day FOR VALUES FROM ('2025-01-0$day') TO ('2025-01-0@{[ $day + 1 ]}')",
		# a load by way of a table that is gone afterwards
		'CREATE UNLOGGED TABLE staging AS SELECT * FROM counted; CREATE INDEX ON staging (id); DROP TABLE staging',
		$temporary, $cluster,
		q{ALTER SYSTEM SET log_min_duration_statement = '1h'}, 'ALTER SYSTEM RESET log_min_duration_statement', 'SELECT pg_reload_conf()',
		# what is not committed
		q{DO 'BEGIN ALTER TABLE pgbench_tellers ADD COLUMN gone integer; RAISE EXCEPTION $$no$$; EXCEPTION WHEN others THEN NULL; END'},
		q{BEGIN; INSERT INTO counted (t) VALUES ('c'); CREATE TABLE in_doubt (); PREPARE TRANSACTION 'in doubt'}, q{ROLLBACK PREPARED 'in doubt'},
		q{BEGIN; INSERT INTO counted (t) VALUES ('c'); PREPARE TRANSACTION 'sure'}, q{COMMIT PREPARED 'sure'},
		'BEGIN; CREATE TABLE undone (); ALTER TABLE pgbench_tellers ADD COLUMN gone integer; ROLLBACK',
		'SET schemaver.track = facts; SELECT schemaver_revision($$a day$$, $$CREATE TABLE day_' . $day . ' (i integer)$$); SELECT * FROM schemaver_upgrade()',
		'SELECT * FROM schemaver_verify($$base:heads$$)');
	if ($day > 2)
	{
		my $old = $day - 2;

		$node->safe_psql('work', $_)
		  foreach ("ALTER TABLE event DETACH PARTITION event_$old" . ($detaches_concurrently ? ' CONCURRENTLY' : ''),
			"DROP TABLE event_$old", "DROP TABLE visit_$old", "ALTER TABLE visit DETACH PARTITION visit_next_$old; DROP TABLE visit_next_$old");
	}
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

# So are an extension that was updated, tables that were exchanged, what a tool makes
# and drops that packs a table anew, and what was changed and changed back.
$node->safe_psql('work', $_)
  foreach (
	q{ALTER EXTENSION citext UPDATE TO '1.5'},
	'CREATE TABLE day_4 (i integer)', 'ALTER TABLE day_3 RENAME TO day_x; ALTER TABLE day_4 RENAME TO day_3; DROP TABLE day_x',
	q{CREATE SCHEMA repack; CREATE TYPE repack.pk_1 AS (id integer); CREATE TABLE repack.log_1 (id bigserial PRIMARY KEY, pk repack.pk_1, row counted);
	CREATE FUNCTION repack.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
	CREATE TRIGGER repack_trigger AFTER INSERT OR DELETE OR UPDATE ON counted FOR EACH ROW EXECUTE FUNCTION repack.note();
	ALTER TABLE counted ENABLE ALWAYS TRIGGER repack_trigger; CREATE TABLE repack.table_1 AS SELECT * FROM counted},
	'DROP TRIGGER repack_trigger ON counted; DROP SCHEMA repack CASCADE; VACUUM FULL counted',
	'ALTER TABLE pgbench_tellers ADD COLUMN tried integer; CREATE INDEX tried ON pgbench_tellers (tried); DROP INDEX tried; ALTER TABLE pgbench_tellers DROP COLUMN tried');
is(drift('facts'), '', 'nothing to the facts');

# What a statement leaves that fails half way is drift.
$node->psql('work', 'CREATE UNIQUE INDEX CONCURRENTLY failed ON pgbench_accounts (bid)');
$node->psql('work', 'REINDEX INDEX CONCURRENTLY failed');
is($node->safe_psql('work', 'SELECT kind, identity, action FROM schemaver_drift()'), "index|public.failed|create\nindex|public.failed_ccnew|create", 'invalid indexes are');
$node->safe_psql('work', 'SELECT * FROM schemaver_undo_drift(dry_run => false)');
is($node->safe_psql('work', 'SELECT count(*) FROM pg_index WHERE NOT indisvalid'), '0', 'and are dropped');
is(drift('facts'), '', 'then there is none');

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
