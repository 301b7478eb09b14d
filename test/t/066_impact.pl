# Queries that an upgrade would break: what pg_stat_statements has counted, what
# plpgsql_check finds; that thousands are judged in time, and that it can end.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
my $version = $node->safe_psql('postgres', 'SHOW server_version_num');
my %available = map { $_ => 1 } split /\n/, $node->safe_psql('postgres', 'SELECT name FROM pg_available_extensions');

$node->safe_psql(
	'postgres', q{
	CREATE EXTENSION schemaver;
	CREATE ROLE app LOGIN;
	CREATE SCHEMA app AUTHORIZATION app;
	CREATE TABLE app.orders (id integer PRIMARY KEY, note text, total numeric);
	CREATE TABLE app.other (id integer);
	GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA app TO PUBLIC;
	GRANT USAGE ON SCHEMA app TO PUBLIC;
	INSERT INTO schemaver.query VALUES ('registered', 'SELECT note FROM orders', 'app');
	SELECT schemaver_revision('drop', 'ALTER TABLE app.orders DROP COLUMN note CASCADE', rev_id => 'drop');});

# ----------
# pg_stat_statements
# ----------
SKIP:
{
	skip 'no pg_stat_statements in this PostgreSQL', 14 if !$available{pg_stat_statements};

	$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements');
	my ($code, $stdout, $stderr) = $node->psql('postgres', 'SELECT source, name, effect FROM schemaver_impact()');
	is($stdout, 'query|registered|breaks', 'it is not loaded: all else is looked at');
	like($stderr, qr/NOTICE:  the statements of pg_stat_statements are left out: pg_stat_statements must be loaded/,
		'and it is said why');

	$node->append_conf('postgresql.conf', q{
shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.track = all
});
	$node->restart;
	$node->safe_psql('postgres', 'CREATE DATABASE elsewhere');
	$node->safe_psql('elsewhere', 'CREATE SCHEMA app; CREATE TABLE app.orders (note text); SELECT note, 1 FROM app.orders');
	$node->safe_psql('postgres', $_, extra_params => [ '-U', 'app' ])
	  foreach
	  q{SELECT id FROM app.orders WHERE note = 'mine' AND id < 5},
	  q{SELECT total FROM app.orders WHERE id = 7};
	$node->safe_psql(
		'postgres', q{
		SET search_path = app;
		SELECT note FROM orders WHERE total > 5.5 LIMIT 3;
		SELECT note FROM orders WHERE total > 7;
		INSERT INTO orders VALUES (1, 'x', 3);
		SELECT * FROM orders;
		SELECT interval '1 day' FROM orders WHERE note = 'x';
		VACUUM orders;
		SELECT * FROM other;});

	my $find = q{SELECT i.effect, i.query, i.message FROM schemaver_impact() i WHERE source = 'pg_stat_statements' AND query LIKE '%orders%'};
	my @found = split /\n/, $node->safe_psql('postgres', "SET search_path = app, public; $find");
	is_deeply(
		[ sort @found ],
		[
			'breaks|INSERT INTO orders VALUES ($1, $2, $3)|INSERT has more expressions than target columns',
			'breaks|SELECT id FROM app.orders WHERE note = $1 AND id < $2|column "note" does not exist',
			'breaks|SELECT note FROM orders WHERE total > $1 LIMIT $2|column "note" does not exist',
			'breaks|SELECT note FROM orders WHERE total > $1|column "note" does not exist',
			'changes its result type|SELECT * FROM orders|column "note" is gone' ],
		'statements of this database, each once') or diag(join "\n", @found);
	is( $node->safe_psql('postgres', "SET search_path = public; $find"),
		'breaks|SELECT id FROM app.orders WHERE note = $1 AND id < $2|column "note" does not exist',
		'under the search_path of the session');
	my $path = "SELECT pg_catalog.set_config('search_path', '', false)";
	my $qualified = $find =~ s/schemaver_impact/public.schemaver_impact/r;
	like($node->safe_psql('postgres', "$path; $qualified"), qr/\A\nbreaks\|SELECT id FROM app\.orders [^\n]+\z/,
		'a client that has emptied it: under that of a new session');
	$node->safe_psql('postgres', 'ALTER DATABASE postgres SET search_path = app, public');
	my @set = split /\n/, $node->safe_psql('postgres', "$path; $qualified");
	is(scalar(@set), 6, 'which the database may set');
	is($node->safe_psql('postgres', q{SELECT i.query FROM schemaver_impact() i WHERE i.name = (SELECT s.queryid::text
			FROM pg_stat_statements s WHERE s.query LIKE 'SELECT id FROM app.orders%' LIMIT 1)}),
		'SELECT id FROM app.orders WHERE note = $1 AND id < $2', 'the name is the queryid');
	$node->safe_psql('postgres', 'ALTER DATABASE postgres RESET search_path');

	# nothing is executed or counted: entries of our analysis would push out others
	my $entries = 'SELECT count(*) FROM pg_stat_statements(false)';
	$node->safe_psql('postgres', q{
		INSERT INTO schemaver.query SELECT 'many ' || n, format('SELECT note, %s AS c%s FROM app.orders WHERE id = %s', n, n, n)
		FROM generate_series(1, 3000) n});
	$node->safe_psql('postgres', 'SELECT count(*) FROM schemaver_impact()');
	$node->safe_psql('postgres', 'SELECT pg_stat_statements_reset()');
	my $start = time;
	is($node->safe_psql('postgres', q{SELECT count(*) FROM schemaver_impact() WHERE source = 'query'}), 3001, 'thousands of queries');
	note(sprintf '%.1f s', time - $start);
	cmp_ok($node->safe_psql('postgres', $entries), '<', 200, 'pg_stat_statements has no entries for them');

	# cancels
	my ($cancelled, undef, $why) = $node->psql('postgres', q{
		SET statement_timeout = '30ms';
		SELECT count(*) FROM schemaver_impact()});
	isnt($cancelled, 0, 'it can be canceled');
	like($why, qr/canceling statement due to statement timeout/, 'by a timeout');
	$node->safe_psql('postgres', q{DELETE FROM schemaver.query WHERE name LIKE 'many %'});

	# statements of others
	$node->safe_psql(
		'postgres', q{
		GRANT USAGE ON SCHEMA schemaver TO app;
		GRANT SELECT ON ALL TABLES IN SCHEMA schemaver TO app;
		GRANT UPDATE ON schemaver.model TO app;
		GRANT CREATE ON DATABASE postgres TO app;
		ALTER TABLE app.orders OWNER TO app;
		ALTER TABLE app.other OWNER TO app;
		SET search_path = app; SELECT count(note) FROM orders;});
	$node->safe_psql('postgres', q{SELECT note FROM app.orders WHERE note < 'mine'}, extra_params => [ '-U', 'app' ]);
	is( $node->safe_psql('postgres', "SET search_path = app, public; $find", extra_params => [ '-U', 'app' ]),
		'breaks|SELECT note FROM app.orders WHERE note < $1|column "note" does not exist',
		'a role sees the statements that pg_stat_statements shows it');
	is( $node->safe_psql('postgres', "SET search_path = app, public; SELECT count(*) FROM ($find) f"),
		2, 'a superuser sees more');
	unlike($node->safe_psql('postgres', 'SELECT * FROM schemaver_impact(untouched => true)', extra_params => [ '-U', 'app' ]),
		qr/insufficient privilege/, 'what is hidden is no query');
}

# ----------
# Bodies as trees
# ----------
SKIP:
{
	skip 'no bodies of functions as trees before 14', 1 if $version < 140000;

	$node->safe_psql(
		'postgres', q{
		CREATE FUNCTION app.tree() RETURNS text LANGUAGE sql RETURN (SELECT max(note) FROM app.orders);
		CREATE FUNCTION app.stays() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT count(id) FROM app.orders; SELECT max(id) FROM app.orders; END;});
	is( $node->safe_psql('postgres', q{SELECT source, name, sqlstate, message FROM schemaver_impact() WHERE source = 'function'}),
		'function|app.tree()|42883|function app.tree() does not exist any more', 'CASCADE takes a function');
}

# ----------
# plpgsql_check
# ----------
SKIP:
{
	skip 'no plpgsql_check in this PostgreSQL', 4 if !$available{plpgsql_check};

	$node->safe_psql(
		'postgres', q{
		CREATE FUNCTION app.dynamic() RETURNS void LANGUAGE plpgsql AS $$
		BEGIN
			EXECUTE 'SELECT note FROM app.orders';
			PERFORM total FROM app.orders;
		END $$;
		CREATE FUNCTION app.plain() RETURNS void LANGUAGE plpgsql AS $$
		BEGIN
			PERFORM note FROM app.orders;
			EXECUTE 'SELECT nonsense FROM app.orders';
		END $$;
		CREATE FUNCTION app.on_orders() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			NEW.note := upper(NEW.note);
			RETURN NEW;
		END $$;
		CREATE TRIGGER t BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.on_orders();});
	my $functions = q{SELECT name, message, context FROM schemaver_impact() WHERE name ~ '^app\.(dynamic|plain|on_orders)\(\)'};
	my $without = $node->safe_psql('postgres', $functions);

	unlike($without, qr/dynamic/, 'not installed: what is executed as text is not known');
	$node->safe_psql('postgres', 'CREATE SCHEMA checks; CREATE EXTENSION plpgsql_check SCHEMA checks');
	my $with = $node->safe_psql('postgres', $functions);
	like($with, qr/^app\.dynamic\(\)\|column "note" does not exist\|line 3 at EXECUTE$/m, 'plpgsql_check knows constant texts');
	is($with =~ s/^app\.dynamic.*\n?//mr =~ s/\n\z//r, $without =~ s/\n\z//r, 'the same error is reported once, and no error of before');
	is($node->safe_psql('postgres', "$functions; $functions"), "$with\n$with", 'a second time');
}

$node->stop;
done_testing();
