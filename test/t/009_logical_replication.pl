# Logical replication carries rows and no DDL, so it must not carry what is
# recorded either: whatever a publication has of schema schemaver, the
# subscriber's tables stay as they are, replication of all others continues, and
# the publisher's own statements never fail for want of a replica identity.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $publisher = new_node('publisher');
my $subscriber = new_node('subscriber');
my $version = $publisher->safe_psql('postgres', 'SHOW server_version_num');

foreach my $node ($publisher, $subscriber)
{
	$node->safe_psql(
		'postgres', q{
		CREATE EXTENSION schemaver;
		CREATE TABLE arrived (id integer PRIMARY KEY);
		CREATE TABLE back (id integer PRIMARY KEY);
		SELECT schemaver_revision('a', 'CREATE TABLE t (id integer PRIMARY KEY)', 'DROP TABLE t', rev_id => 'a');
		SELECT schemaver_upgrade();
		-- a row in each of the other tables
		SELECT schemaver_model('CREATE SCHEMA m');
		INSERT INTO schemaver.ignore VALUES ('view', 'm.%');
		INSERT INTO schemaver.partial (revision, direction, done, started, statements, sha256, log_id)
			VALUES ('p', 'upgrade', 1, false, 2, 'x', 1);
		INSERT INTO schemaver.hook VALUES ('after_run', 'public.f');
		INSERT INTO schemaver.query VALUES ('q', 'SELECT 1', 'public');
		INSERT INTO schemaver.rule VALUES ('rewrite', 'note');
		INSERT INTO schemaver.verified (revision, upgrade_sha256, downgrade_sha256, state, verdict)
			VALUES ('a', sha256('x'), '', 'x', 'ok');
		INSERT INTO schemaver.repeatable (name, is_check, script) VALUES ('r', true, 'SELECT 1');
		INSERT INTO schemaver.backfill (job, relation, assignments) VALUES ('j', 't', 'id = 1');
		INSERT INTO schemaver.old_name VALUES ('public.t', '{c}', now(), '{"1/2": 3}');
		INSERT INTO schemaver.tracked (facts, runs) VALUES ('x', 1);
		INSERT INTO schemaver.watch VALUES ('none', 'nobody', 'off');
		INSERT INTO schemaver.ddl_log (current_user_name, tag, object_type, dropped, mode)
			VALUES ('nobody', 'CREATE TABLE', 'table', false, 'record');
		INSERT INTO schemaver.trash (kind, schema_name, table_name, revision, direction, kept_in, kept_rows, kept_until)
			VALUES ('table', 'public', 't', 'a', 'upgrade', 'kept_1', 1, now());
		SELECT setval('schemaver.log_id_seq', 1000)});
}

my @tables = split /\n/, $subscriber->safe_psql(
	'postgres', q{
	SELECT oid::regclass FROM pg_class
	WHERE relnamespace = 'schemaver'::regnamespace AND relkind IN ('r', 'p') ORDER BY oid});
my @empty = grep { $subscriber->safe_psql('postgres', "SELECT count(*) FROM $_") eq '0' } @tables;
is("@empty", '', 'every table of schema schemaver has rows in this test');

# --------
# Whatever a publication contains, with an initial copy and without
# --------
my $tables = join ', ', @tables;
my @publications = ('FOR ALL TABLES', "FOR TABLE $tables, arrived");
push @publications, 'FOR TABLES IN SCHEMA schemaver, public' if $version >= 150000;
my $arrived = 0;
my %changes = map { $_ => all_changes($_) } @tables;

foreach my $publication (@publications)
{
	foreach my $copy ('true', 'false')
	{
		my $what = "$publication, copy_data = $copy";
		my $before = state_of($subscriber);

		$what =~ s/(\w+\.\w+), .*, arrived/$1, .../;
		publish($publisher, 'p', $publication);
		subscribe($subscriber, 's', $publisher, 'p', $copy);
		is(state_of($subscriber), $before, "$what: nothing comes with the initial copy");

		foreach my $table (@tables)
		{
			my ($code, $stdout, $stderr) = $publisher->psql('postgres', $changes{$table});

			is($stderr, '', "$what: $table can be changed on the publisher");
		}
		wait_for_rows();
		is(state_of($subscriber), $before, "$what: no change arrives");

		my $id = "r$arrived";
		$publisher->safe_psql('postgres',
			"SELECT schemaver_revision('x', 'CREATE SCHEMA $id', 'DROP SCHEMA $id', rev_id => '$id');
			SELECT schemaver_upgrade()");
		wait_for_rows();
		is( $subscriber->safe_psql('postgres', 'SELECT state, version FROM schemaver_status()'),
			'current|{a}', "$what: the subscriber is where it was");
		unsubscribe($subscriber, 's', $publisher, 'p');
	}
}
$publisher->safe_psql('postgres', q{
	SELECT schemaver_downgrade('a');
	DELETE FROM schemaver.revision WHERE revision <> 'a'});

# --------
# Much at once, in pieces that are sent before the transaction ends
# --------
my $streaming = $version >= 160000 ? 'parallel' : $version >= 140000 ? 'on' : undef;
my $before = state_of($subscriber);

publish($publisher, 'p', 'FOR ALL TABLES');
subscribe($subscriber, 's', $publisher, 'p', 'false', defined $streaming ? "streaming = $streaming" : ());
$publisher->safe_psql('postgres', q{
	BEGIN;
	INSERT INTO schemaver.revision (revision, upgrade) SELECT 'many' || i, repeat('x', 100) FROM generate_series(1, 5000) i;
	SAVEPOINT s;
	UPDATE schemaver.revision SET message = 'changed';
	TRUNCATE schemaver.revision, schemaver.applied, schemaver.log RESTART IDENTITY;
	INSERT INTO schemaver.applied (revision) SELECT 'many' || i FROM generate_series(1, 5000) i;
	ROLLBACK TO s;
	TRUNCATE schemaver.applied, schemaver.log RESTART IDENTITY CASCADE;
	INSERT INTO schemaver.applied (revision) SELECT 'many' || i FROM generate_series(1, 5000) i;
	COMMIT});
wait_for_rows();
is(state_of($subscriber), $before, 'a long transaction: no change arrives');

# --------
# TRUNCATE: rows that are stored out of line, and all together
# --------
$subscriber->safe_psql('postgres', q{
	INSERT INTO schemaver.revision (revision, down_revisions, upgrade)
	SELECT 'long' || i, '{a}', string_agg(md5(i || ' ' || j), '') FROM generate_series(1, 20) i, generate_series(1, 2000) j GROUP BY i});
$before = state_of($subscriber);
$publisher->safe_psql('postgres', "TRUNCATE $tables RESTART IDENTITY; TRUNCATE schemaver.revision");
wait_for_rows();
is(state_of($subscriber), $before, 'TRUNCATE leaves everything as it is, sequences included');
is( $subscriber->safe_psql('postgres', q{
		SET enable_seqscan = off;
		SELECT count(*), sum(length(upgrade)) FROM schemaver.revision WHERE revision LIKE 'long1_' OR revision = 'long20';
		SELECT count(*) FROM schemaver.applied WHERE revision = 'a';
		INSERT INTO schemaver.log (operation, revision) VALUES ('test', 'a') RETURNING id > 1000}),
	"11|704000\n1\nt", 'and the rows are found by their keys');

# --------
# A session of the subscriber that keeps the graph
# --------
$publisher->safe_psql('postgres', q{
	INSERT INTO schemaver.lock DEFAULT VALUES; INSERT INTO schemaver.deploy DEFAULT VALUES;
	SELECT schemaver_revision('a', 'CREATE TABLE t (id integer PRIMARY KEY)', 'DROP TABLE t', rev_id => 'a');
	SELECT schemaver_stamp('head')});
wait_for_rows();
my ($stdout, $stderr) = ('', '');
my $look = q{SELECT count(*) FROM schemaver_history(); SELECT version FROM schemaver_status();};
my $stdin = $look . q{
	DO $$
	BEGIN
		FOR i IN 1 .. 1800 LOOP
			EXIT WHEN EXISTS (SELECT FROM arrived WHERE id = 0);
			PERFORM pg_sleep(0.1);
		END LOOP;
	END
	$$;
} . $look;
my $session = IPC::Run::start([ 'psql', '-X', '-q', '-A', '-t', $subscriber->connstr('postgres') ],
	'<', \$stdin, '>', \$stdout, '2>', \$stderr);
$session->pump while length $stdin;
$subscriber->poll_query_until('postgres',
	q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'})
  or die 'the session does not wait';
$publisher->safe_psql('postgres', q{
	SELECT schemaver_revision('b', 'CREATE TABLE b ()', 'DROP TABLE b', rev_id => 'b');
	SELECT schemaver_upgrade();
	UPDATE schemaver.revision SET message = 'other';
	TRUNCATE schemaver.revision;
	INSERT INTO arrived VALUES (0)});
$session->finish;
is("$stdout$stderr", "21\n{a}\n21\n{a}\n", 'a running session of the subscriber sees no change');

# --------
# What writes as a replica and is no replication continues
# --------
is( $subscriber->safe_psql('postgres', q{
		BEGIN;
		SET session_replication_role = replica;
		DELETE FROM schemaver.revision WHERE revision LIKE 'long%';
		UPDATE schemaver.applied SET applied_by = 'somebody';
		SELECT count(*) FROM schemaver.revision;
		SELECT applied_by FROM schemaver.applied;
		TRUNCATE schemaver.applied, schemaver.log RESTART IDENTITY;
		SELECT count(*) FROM schemaver.applied;
		INSERT INTO schemaver.applied (revision) VALUES ('z');
		SELECT revision FROM schemaver.applied;
		SELECT nextval('schemaver.log_id_seq');
		ROLLBACK}),
	"1\nsomebody\n0\nz\n1", 'a session with session_replication_role = replica writes');

# A trigger of the subscriber's own runs revisions, on a row of the publisher.
$subscriber->safe_psql('postgres', q{
	CREATE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
	BEGIN
		TRUNCATE schemaver.partial;
		INSERT INTO schemaver.revision (revision, down_revisions, upgrade)
			VALUES ('followed', '{a}', 'CREATE TABLE public.followed ()');
		PERFORM schemaver_upgrade('followed');
		RETURN NULL;
	END $$;
	CREATE TRIGGER follow AFTER INSERT ON back FOR EACH ROW EXECUTE FUNCTION follow();
	ALTER TABLE back ENABLE REPLICA TRIGGER follow});
$publisher->safe_psql('postgres', 'INSERT INTO back VALUES (1)');
wait_for_rows();
is( $subscriber->safe_psql('postgres', q{
		SELECT version FROM schemaver_status();
		SELECT count(*) FROM followed;
		SELECT operation, revision FROM schemaver.log ORDER BY id DESC LIMIT 1;
		SELECT count(*) FROM schemaver.partial}),
	"{followed}\n0\nupgrade|followed\n0", 'what a trigger does in the worker is recorded');
$subscriber->safe_psql('postgres', q{DROP TRIGGER follow ON back; TRUNCATE back});
unsubscribe($subscriber, 's', $publisher, 'p');

# --------
# Both ways
# --------
foreach my $node ($publisher, $subscriber)
{
	$node->safe_psql('postgres', q{
		TRUNCATE schemaver.revision, schemaver.applied, arrived, back;
		SELECT schemaver_revision('one', 'CREATE TABLE one (id integer PRIMARY KEY)', rev_id => 'one');
		SELECT schemaver_revision('two', 'ALTER TABLE one ADD COLUMN b text', rev_id => 'two')});
}
publish($publisher, 'p', "FOR TABLE $tables, arrived");
publish($subscriber, 'p', "FOR TABLE $tables, back");
subscribe($subscriber, 's', $publisher, 'p', 'true');
subscribe($publisher, 's', $subscriber, 'p', 'true');
$subscriber->safe_psql('postgres', q{SELECT schemaver_upgrade('one'); INSERT INTO back VALUES (1)});
$publisher->poll_query_until('postgres', 'SELECT count(*) = 1 FROM back') or die 'nothing comes back';
is( $publisher->safe_psql('postgres', q{SELECT version FROM schemaver_status(); SELECT schemaver_upgrade()}),
	"{}\none\ntwo", 'both ways: each side runs its own revisions');
wait_for_rows();
is($subscriber->safe_psql('postgres', 'SELECT version FROM schemaver_status()'),
	'{one}', 'both ways: and records only these');

# --------
# As the manual has it: what is added, on the subscriber first
# --------
$publisher->safe_psql('postgres', 'ALTER PUBLICATION p ADD TABLE one');
$subscriber->safe_psql('postgres', 'SELECT schemaver_upgrade(); ALTER SUBSCRIPTION s REFRESH PUBLICATION');
$publisher->safe_psql('postgres', q{INSERT INTO one VALUES (1, 'new')});
$subscriber->poll_query_until('postgres', q{SELECT count(*) = 1 FROM one WHERE b = 'new'})
  or die 'the new column does not arrive';
is($subscriber->safe_psql('postgres', 'SELECT state, version FROM schemaver_status()'),
	'current|{two}', 'the subscriber is current when it has run them');

# --------
# And one that takes the place of the publisher
# --------
my $dump = $publisher->basedir . '/dump';
my $contents = join ';', 'SELECT version FROM schemaver_status()', map { "SELECT md5(x::text) FROM $_ x ORDER BY 1" } @tables;

$publisher->command_ok(
	[ 'pg_dump', '--data-only', '--table=schemaver.*', "--file=$dump", $publisher->connstr('postgres') ],
	'what is recorded is dumped');
$subscriber->safe_psql('postgres', 'CREATE DATABASE successor');
$subscriber->safe_psql('successor', 'CREATE EXTENSION schemaver');
$subscriber->command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $subscriber->connstr('successor') ],
	'and restored');
$_->safe_psql($_ == $publisher ? 'postgres' : 'successor', 'DELETE FROM schemaver.lock; DELETE FROM schemaver.deploy')
  foreach $publisher, $subscriber;
is($subscriber->safe_psql('successor', $contents), $publisher->safe_psql('postgres', $contents), 'all of it');

$publisher->stop;
$subscriber->stop;
done_testing();

# ----------

sub new_node
{
	my ($name) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init(allows_streaming => 'logical');
	$node->append_conf('postgresql.conf',
		"fsync = off\nwal_retrieve_retry_interval = 100ms\nautovacuum = off\nlogical_decoding_work_mem = 64kB");
	$node->start;
	return $node;
}

# All that is in the tables and sequences of schema schemaver.
sub state_of
{
	my ($node) = @_;

	return $node->safe_psql('postgres',
		join(';', map { "SELECT '$_', md5(x::text) FROM $_ x ORDER BY 2" } @tables)
		  . '; SELECT last_value, is_called FROM schemaver.log_id_seq');
}

# Statements that change all rows of a table in every way there is, and leave
# it as it was.
sub all_changes
{
	my ($table) = @_;
	my $columns = $publisher->safe_psql('postgres', qq{
		SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
		WHERE attrelid = '$table'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''});
	my $changed = $publisher->safe_psql('postgres', qq{
		SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = '$table'::regclass
		AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = '' ORDER BY attnum DESC LIMIT 1});
	my $insert = "INSERT INTO $table ($columns) OVERRIDING SYSTEM VALUE SELECT $columns FROM kept;";

	return qq{
		CREATE TEMP TABLE kept AS TABLE $table;
		UPDATE $table SET $changed = $changed;
		DELETE FROM $table;
		$insert
		TRUNCATE $table;
		$insert
		BEGIN; TRUNCATE $table RESTART IDENTITY; $insert TRUNCATE $table RESTART IDENTITY; $insert COMMIT;
		SELECT setval('schemaver.log_id_seq', 2000 + (SELECT count(*) FROM schemaver.log));};
}

sub publish
{
	my ($node, $name, $what) = @_;

	$node->safe_psql('postgres', "CREATE PUBLICATION $name $what");
	return;
}

sub subscribe
{
	my ($node, $name, $from, $publication, $copy, @options) = @_;
	my $options = join ', ', "copy_data = $copy", @options;

	$node->safe_psql('postgres',
		"CREATE SUBSCRIPTION $name CONNECTION \$\$" . $from->connstr('postgres')
		  . "\$\$ PUBLICATION $publication WITH (slot_name = ${name}_" . $node->name . ", $options)");
	$node->poll_query_until('postgres',
		q{SELECT count(*) > 1 AND bool_and(srsubstate = 'r') FROM pg_subscription_rel})
	  or die 'the initial copy does not end';
	return;
}

sub unsubscribe
{
	my ($node, $name, $from, $publication) = @_;

	$node->safe_psql('postgres', "DROP SUBSCRIPTION $name");
	$from->safe_psql('postgres', "DROP PUBLICATION $publication");
	$_->safe_psql('postgres', 'TRUNCATE arrived') foreach $node, $from;
	return;
}

# Wait until the subscriber has all that was done on the publisher so far.
sub wait_for_rows
{
	$arrived++;
	$publisher->safe_psql('postgres', "INSERT INTO arrived VALUES ($arrived)");
	$subscriber->poll_query_until('postgres', "SELECT count(*) = 1 FROM arrived WHERE id = $arrived")
	  or die 'replication stands still';
	return;
}
