# Online forms, run on tables with rows: a deploy in steps leads to the schema and
# the rows that the plain script leads to, and back; psql runs the text as it is.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SchemaDump qw(normalise_dump DUMP_COMMAND);
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('online');

$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off");
$node->start;

my $tables = q{
CREATE TABLE users (id int PRIMARY KEY, email text, name text NOT NULL, age int CONSTRAINT age_positive CHECK (age > 0), boss int);
INSERT INTO users SELECT i, 'e' || i, 'n' || i, 1 + i % 50, NULL FROM generate_series(1, 500) i;
CREATE INDEX users_name ON users (name);
CREATE TABLE orders (id int NOT NULL, user_id int, amount int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (user_id);
CREATE TABLE orders_2a PARTITION OF orders_2 DEFAULT;
INSERT INTO orders SELECT i, i, i, '2020-05-01' FROM generate_series(1, 300) i;
INSERT INTO orders SELECT i, i, i, '2021-05-01' FROM generate_series(1, 300) i;
CREATE TABLE orders_3 (LIKE orders);
INSERT INTO orders_3 SELECT i, i, i, '2022-05-01' FROM generate_series(1, 300) i;
CREATE DOMAIN positive AS int;
CREATE TABLE items (id int NOT NULL, order_id int, n positive, note text);
INSERT INTO items SELECT i, i, i FROM generate_series(1, 300) i;
CREATE VIEW names AS SELECT id, name FROM users;
};

# What only some statements need
my $version = $node->safe_psql('postgres', 'SHOW server_version_num');
my $space = PostgreSQL::Test::Utils::tempdir();
$node->safe_psql('postgres', "CREATE TABLESPACE elsewhere LOCATION '$space'");
my $storage = q{
ALTER TABLE items ADD twice int GENERATED ALWAYS AS (id * 2) STORED;
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM users;
};

# What is in all tables, whatever the order of columns and rows is.
my $contents = q{
CREATE FUNCTION pg_temp.contents() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	t regclass;
BEGIN
	FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname LOOP
		RETURN QUERY EXECUTE format('SELECT %L || md5(string_agg(to_jsonb(t)::text, chr(10) ORDER BY to_jsonb(t)::text)) FROM %s t', t, t);
	END LOOP;
END $$;
SELECT pg_temp.contents();
};

sub make_database
{
	my ($name) = @_;

	$node->safe_psql('postgres', "DROP DATABASE IF EXISTS $name");
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	$node->safe_psql($name, "CREATE EXTENSION schemaver; $tables");
	return;
}

sub state_of
{
	my ($name) = @_;
	my $file = "$PostgreSQL::Test::Utils::tmp_check/$name.sql";

	$node->command_ok([ split(/ /, DUMP_COMMAND), '-f', $file, '-d', $node->connstr($name) ], "dump of $name");
	return normalise_dump(slurp_file($file)) . $node->safe_psql($name, $contents);
}

# The upgrade has an online form, and leads to the same as the plain one, and its
# downgrade back.  With "psql", it is psql that runs the form.
sub test_form
{
	my ($name, $upgrade, $downgrade, %options) = @_;

	make_database('plain');
	my $before = state_of('plain');
	$node->safe_psql('plain', "BEGIN; $upgrade; COMMIT");
	my $after = state_of('plain');

	make_database('online');
	$node->safe_psql('online', qq{
SELECT schemaver_revision('x', \$up\$$upgrade\$up\$, \$down\$$downgrade\$down\$, rev_id => 'x');
SET schemaver.online_min_size = 1;
SELECT schemaver_online('x')});
	my $form = $node->safe_psql('online', 'SELECT online FROM schemaver.revision');

	ok($form ne '', "$name: has an online form");
	if ($options{psql})
	{
		$node->safe_psql('online', $form);
	}
	else
	{
		my ($code, $stdout, $stderr) = $node->psql('online', 'CALL schemaver_deploy()');

		is($code, 0, "$name: is deployed") or diag("$stderr\n$form");
	}
	is(state_of('online'), $after, "$name: leads to the same") or diag($form);
	return if $options{psql};

	my ($code, $stdout, $stderr) = $node->psql('online', "CALL schemaver_deploy('base', 'downgrade')");

	is($code, 0, "$name: is undone") or diag($stderr);
	is(state_of('online'), $before, "$name: leads back");
	return;
}

# A statement that has no online form stays as it is: the reason is told, and
# others of the same script have one, with a line of its hazards in the text.
sub stays_plain
{
	my ($name, $statement, $what) = @_;
	my $form = q{SET schemaver.online_min_size = 1; SELECT schemaver_online('x')};
	my $reason = qr/DETAIL:  statement 1 stays as it is: \Q$what\E: It rewrites a table\.  No other session can read or write/;

	make_database('online');
	$node->safe_psql('online', $storage);
	$node->safe_psql('online', "SELECT schemaver_revision('x', \$up\$$statement\$up\$, rev_id => 'x')");
	my ($code, $stdout, $stderr) = $node->psql('online', $form);
	is($stdout, '', "$name: no online form") or diag($stderr);
	like($stderr, qr/has no online form\n$reason/, "$name: it is said why");
	$node->safe_psql('online', "SELECT schemaver_edit('x', upgrade => \$up\$$statement; CREATE INDEX note ON items (note)\$up\$)");
	($code, $stdout, $stderr) = $node->psql('online', $form);
	like($stderr, qr/not all of the upgrade of revision "x" can be done online\n$reason/, "$name: it is said beside others");
	like($stdout, qr/^-- hazards: rewrite block_reads lock:AccessExclusive\n\Q$statement\E;\n\nCREATE INDEX CONCURRENTLY note/m, "$name: and in the form");
	($code, $stdout, $stderr) = $node->psql('online', 'CALL schemaver_deploy()');
	is($code, 0, "$name: is deployed") or diag($stderr);
	return;
}

test_form('indexes',
	q{DROP INDEX users_name; CREATE INDEX users_name ON users (name, id); CREATE UNIQUE INDEX u ON orders (id, at, user_id)},
	q{DROP INDEX u; DROP INDEX users_name; CREATE INDEX users_name ON users (name)});
test_form('keys',
	q{ALTER TABLE users DROP CONSTRAINT users_pkey, ADD PRIMARY KEY (name), ADD UNIQUE (email); ALTER TABLE items ADD PRIMARY KEY (id); ALTER TABLE orders ADD UNIQUE (id, at, user_id)},
	q{ALTER TABLE orders DROP CONSTRAINT orders_id_at_user_id_key; ALTER TABLE items DROP CONSTRAINT items_pkey; ALTER TABLE users DROP CONSTRAINT users_email_key, DROP CONSTRAINT users_pkey, ADD PRIMARY KEY (id)});
test_form('checks and foreign keys',
	q{ALTER TABLE users DROP CONSTRAINT age_positive, ADD CONSTRAINT age_positive CHECK (age > -1), ADD FOREIGN KEY (boss) REFERENCES users; ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users, ADD CHECK (amount >= 0); ALTER DOMAIN positive ADD CONSTRAINT p CHECK (VALUE > 0)},
	q{ALTER DOMAIN positive DROP CONSTRAINT p; ALTER TABLE orders DROP CONSTRAINT orders_amount_check, DROP CONSTRAINT orders_user_id_fkey; ALTER TABLE users DROP CONSTRAINT users_boss_fkey, DROP CONSTRAINT age_positive, ADD CONSTRAINT age_positive CHECK (age > 0)});
test_form('NOT NULL and new columns',
	q{UPDATE items SET note = 'none' WHERE note IS NULL; ALTER TABLE items ALTER note SET NOT NULL, ALTER note SET DEFAULT 'none'; ALTER TABLE orders ALTER amount SET NOT NULL; ALTER TABLE users ADD score int DEFAULT 1 CHECK (score > 0), ADD friend int DEFAULT 2 REFERENCES users, ADD code text UNIQUE},
	q{ALTER TABLE users DROP score, DROP friend, DROP code; ALTER TABLE orders ALTER amount DROP NOT NULL; ALTER TABLE items ALTER note DROP NOT NULL, ALTER note DROP DEFAULT; UPDATE items SET note = NULL});
test_form('partitions',
	q{CREATE INDEX i ON orders (amount); ALTER TABLE orders ATTACH PARTITION orders_3 FOR VALUES FROM ('2022-01-01') TO ('2023-01-01')},
	q{ALTER TABLE orders DETACH PARTITION orders_3; DROP INDEX i; DROP INDEX orders_3_amount_idx});
test_form('what others look for',
	q{CREATE INDEX i ON users (email); DROP VIEW names; ALTER TABLE users RENAME name TO full_name; CREATE VIEW names AS SELECT id, full_name AS name FROM users; INSERT INTO items (id) SELECT 1000 + i FROM generate_series(1, 3) i},
	q{DELETE FROM items WHERE id > 1000; DROP VIEW names; ALTER TABLE users RENAME full_name TO name; CREATE VIEW names AS SELECT id, name FROM users; DROP INDEX i});
test_form('fourteen changes', q{
ALTER TABLE orders ATTACH PARTITION orders_3 FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
CREATE INDEX orders_amount ON orders (amount);
DROP INDEX users_name;
CREATE INDEX users_name ON users (lower(name));
ALTER TABLE users ADD CONSTRAINT users_email UNIQUE (email);
ALTER TABLE users ADD CONSTRAINT adult CHECK (age < 200);
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users;
ALTER TABLE items ADD CONSTRAINT items_user FOREIGN KEY (order_id) REFERENCES users;
ALTER TABLE users ALTER email SET NOT NULL;
ALTER TABLE orders ALTER user_id SET NOT NULL;
ALTER TABLE users ADD COLUMN active boolean DEFAULT true NOT NULL;
UPDATE users SET boss = 1 WHERE id > 1;
ALTER TABLE items ADD PRIMARY KEY (id);
ALTER TABLE items DROP COLUMN note;
}, '', psql => 1);

stays_plain('tablespace', 'ALTER TABLE items SET TABLESPACE elsewhere', 'changed table "public.items" (tablespace)');
stays_plain('tablespace of a partition', 'ALTER TABLE orders_1 SET TABLESPACE elsewhere', 'changed table "public.orders_1" (tablespace)');
stays_plain('tablespace of a materialized view', 'ALTER MATERIALIZED VIEW totals SET TABLESPACE elsewhere', 'changed materialized view "public.totals" (tablespace)');
if ($version >= 150000)
{
	stays_plain('access method', 'ALTER TABLE items SET ACCESS METHOD heap2', 'changed table "public.items" (access_method)');
	stays_plain('access method of a materialized view', 'ALTER MATERIALIZED VIEW totals SET ACCESS METHOD heap2', 'changed materialized view "public.totals" (access_method)');
}
if ($version >= 170000)
{
	stays_plain('expression', 'ALTER TABLE items ALTER COLUMN twice SET EXPRESSION AS (id * 3)', 'changed column "public.items.twice" (generated)');
	stays_plain('expression, and more', 'ALTER TABLE items ALTER COLUMN twice SET EXPRESSION AS (id * 3), SET (fillfactor = 70)', 'changed column "public.items.twice" (generated)');
}

$node->stop;
done_testing();
