# What is changed by hand in a database with a history: each change is seen, by
# each layer that claims to see it; it is taken back to the same pg_dump; and it
# becomes a revision that is verified, whose downgrade leads to the same pg_dump.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use SchemaDump qw(normalise_dump DUMP_COMMAND);

my $node = PostgreSQL::Test::Cluster->new('drift');
my $dump_file = "$PostgreSQL::Test::Utils::tmp_check/drift.sql";

$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\ntrack_commit_timestamp = on\n");
$node->start;

# ----------
# The history
# ----------

my @history = (
	[ 'tables', q{
		CREATE SCHEMA app;
		CREATE TABLE app.customer (id integer PRIMARY KEY, name text NOT NULL, email text, points integer DEFAULT 0,
			CONSTRAINT customer_email_key UNIQUE (email), CONSTRAINT points_positive CHECK (points >= 0));
		CREATE TABLE app.purchase (id bigserial PRIMARY KEY, customer integer REFERENCES app.customer, amount numeric(10, 2), placed date);
		CREATE INDEX purchase_placed ON app.purchase (placed);
		CREATE TABLE app.event (id integer, day date NOT NULL) PARTITION BY RANGE (day);
		CREATE TABLE app.event_2024 PARTITION OF app.event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
		CREATE TABLE app.spare (a integer, b text);
	}, q{DROP SCHEMA app CASCADE} ],
	[ 'types and code', q{
		CREATE TYPE app.status AS ENUM ('new', 'paid', 'sent');
		CREATE TYPE app.place AS (street text, town text);
		CREATE TYPE app.span AS RANGE (subtype = numeric);
		CREATE DOMAIN app.code AS text CHECK (VALUE <> '');
		CREATE SEQUENCE app.tickets;
		CREATE FUNCTION app.twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * n';
		CREATE PROCEDURE app.nothing() LANGUAGE sql AS '';
		CREATE FUNCTION app.stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
		CREATE FUNCTION app.pair_less(a app.place, b app.place) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a.street < b.street';
		CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
		CREATE VIEW app.known AS SELECT id, name FROM app.customer;
		CREATE MATERIALIZED VIEW app.sums AS SELECT customer, sum(amount) AS sum FROM app.purchase GROUP BY 1;
		CREATE TRIGGER stamped BEFORE INSERT ON app.purchase FOR EACH ROW EXECUTE FUNCTION app.stamp();
		CREATE RULE kept AS ON DELETE TO app.customer DO INSTEAD NOTHING;
		CREATE POLICY own ON app.customer USING (name = CURRENT_USER);
		CREATE STATISTICS app.related ON customer, placed FROM app.purchase;
		CREATE FOREIGN DATA WRAPPER other;
		CREATE SERVER elsewhere FOREIGN DATA WRAPPER other;
		CREATE FOREIGN TABLE app.remote (id integer) SERVER elsewhere;
		CREATE PUBLICATION news FOR TABLE app.customer;
		CREATE TEXT SEARCH CONFIGURATION app.words (COPY = simple);
		COMMENT ON TABLE app.customer IS 'who buys';
		GRANT SELECT ON app.customer TO reader;
		CREATE EXTENSION pgcrypto SCHEMA app;
		CREATE FUNCTION app.less(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text < $2';
		CREATE OPERATOR FAMILY app.wholes USING btree;
		CREATE OPERATOR FAMILY app.hashes USING hash;
		CREATE TRIGGER arrived AFTER INSERT ON app.event FOR EACH ROW EXECUTE FUNCTION app.stamp();
	}, undef ]);

my $version = $node->safe_psql('postgres', 'SHOW server_version_num');
$node->safe_psql('postgres', q{
	CREATE ROLE reader; CREATE ROLE keeper;
	CREATE DATABASE history});
$node->safe_psql('history', 'CREATE EXTENSION schemaver');
foreach my $revision (@history)
{
	my ($message, $upgrade, $downgrade) = @$revision;

	$node->safe_psql('history', sprintf "SELECT schemaver_revision('%s', \$script\$%s\$script\$, %s)",
		$message, $upgrade, defined $downgrade ? "\$script\$$downgrade\$script\$" : 'NULL');
}
$node->safe_psql('history', q{SELECT * FROM schemaver_upgrade()});

# ----------
# The changes: kind, identity and action of the row, and what is done.  Those that
# the catalogs show no transaction of are marked.
# ----------

my %groups = (
	tables => [
		[ 'table', 'app.extra', 'create', 'CREATE TABLE app.extra (id integer PRIMARY KEY, t text DEFAULT $$x$$)' ],
		[ 'table', 'app.spare', 'drop', 'DROP TABLE app.spare', 'unseen' ],
		[ 'column', 'app.customer.phone', 'create', 'ALTER TABLE app.customer ADD COLUMN phone text' ],
		[ 'column', 'app.customer.mail', 'rename', 'ALTER TABLE app.customer RENAME COLUMN email TO mail' ],
		[ 'column', 'app.event.id', 'alter', 'ALTER TABLE app.event ALTER COLUMN id TYPE bigint' ],
		[ 'column', 'app.purchase.placed', 'alter', 'ALTER TABLE app.purchase ALTER COLUMN placed SET NOT NULL' ],
		[ 'default', 'app.customer.points', 'alter', 'ALTER TABLE app.customer ALTER COLUMN points SET DEFAULT 1' ],
		[ 'constraint', 'app.customer.points_positive', 'drop', 'ALTER TABLE app.customer DROP CONSTRAINT points_positive', 'unseen' ],
		[ 'constraint', 'app.purchase.amount_positive', 'create', 'ALTER TABLE app.purchase ADD CONSTRAINT amount_positive CHECK (amount > 0)' ],
		[ 'index', 'app.purchase_day', 'rename', 'ALTER INDEX app.purchase_placed RENAME TO purchase_day' ],
		[ 'index', 'app.purchase_customer', 'create', 'CREATE INDEX purchase_customer ON app.purchase (customer)' ],
	],
	more_tables => [
		[ 'table', 'app.reserve', 'rename', 'ALTER TABLE app.spare RENAME TO reserve' ],
		[ 'column', 'app.purchase.placed', 'drop', 'DROP STATISTICS app.related; DROP INDEX app.purchase_placed; ALTER TABLE app.purchase DROP COLUMN placed', 'unseen' ],
		[ 'constraint', 'app.purchase.purchase_customer_fkey', 'alter', 'ALTER TABLE app.purchase ALTER CONSTRAINT purchase_customer_fkey DEFERRABLE' ],
		[ 'constraint', 'app.customer.customer_email_key', 'drop', 'ALTER TABLE app.customer DROP CONSTRAINT customer_email_key', 'unseen' ],
		[ 'table', 'app.customer', 'alter', 'ALTER TABLE app.customer ENABLE ROW LEVEL SECURITY; ALTER TABLE app.customer SET (fillfactor = 80)' ],
		[ 'partition', 'app.event_2024', 'drop', 'ALTER TABLE app.event DETACH PARTITION app.event_2024', 'unseen' ],
	],
	code => [
		[ 'view', 'app.known', 'alter', 'CREATE OR REPLACE VIEW app.known AS SELECT id, name, email FROM app.customer' ],
		[ 'view', 'app.rich', 'create', 'CREATE VIEW app.rich AS SELECT id FROM app.customer WHERE points > 100' ],
		[ 'materialized view', 'app.totals', 'rename', 'ALTER MATERIALIZED VIEW app.sums RENAME TO totals' ],
		[ 'function', 'app.twice(integer)', 'alter', 'CREATE OR REPLACE FUNCTION app.twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$SELECT n + n$$' ],
		[ 'function', 'app.thrice(integer)', 'create', 'CREATE FUNCTION app.thrice(n integer) RETURNS integer LANGUAGE sql AS $$SELECT 3 * n$$' ],
		[ 'function', 'app.nothing()', 'drop', 'DROP PROCEDURE app.nothing()', 'unseen' ],
		[ 'aggregate', 'app.total(integer)', 'drop', 'DROP AGGREGATE app.total(integer)', 'unseen' ],
		[ 'trigger', 'app.purchase.stamped', 'alter', 'ALTER TABLE app.purchase DISABLE TRIGGER stamped' ],
		[ 'trigger', 'app.customer.marked', 'create', 'CREATE TRIGGER marked BEFORE UPDATE ON app.customer FOR EACH ROW EXECUTE FUNCTION app.stamp()' ],
		[ 'rule', 'app.customer.kept', 'drop', 'DROP RULE kept ON app.customer', 'unseen' ],
		[ 'policy', 'app.customer.own', 'alter', 'ALTER POLICY own ON app.customer USING (true)' ],
		[ 'operator', 'app.<<< (app.place, app.place)', 'create', 'CREATE OPERATOR app.<<< (LEFTARG = app.place, RIGHTARG = app.place, FUNCTION = app.pair_less)' ],
	],
	types => [
		[ 'label', q{app.status.'open'}, 'rename', 'ALTER TYPE app.status RENAME VALUE $$new$$ TO $$open$$' ],
		[ 'attribute', 'app.place.city', 'rename', 'ALTER TYPE app.place RENAME ATTRIBUTE town TO city' ],
		[ 'enum type', 'app.color', 'create', 'CREATE TYPE app.color AS ENUM ($$red$$)' ],
		[ 'domain', 'app.word', 'rename', 'ALTER DOMAIN app.code RENAME TO word' ],
		[ 'domain', 'app.short', 'create', 'CREATE DOMAIN app.short AS varchar(10)' ],
		[ 'sequence', 'app.tickets', 'alter', 'ALTER SEQUENCE app.tickets INCREMENT BY 10' ],
		[ 'sequence', 'app.numbers', 'create', 'CREATE SEQUENCE app.numbers' ],
		[ 'range type', 'app.span', 'drop', 'DROP TYPE app.span', 'unseen' ],
		[ 'collation', 'app.plain', 'create', 'CREATE COLLATION app.plain FROM "C"' ],
		[ 'text search configuration', 'app.words', 'alter', 'ALTER TEXT SEARCH CONFIGURATION app.words DROP MAPPING FOR email', 'unseen' ],
		[ 'text search dictionary', 'app.plain_words', 'create', 'CREATE TEXT SEARCH DICTIONARY app.plain_words (TEMPLATE = simple)' ],
	],
	globals => [
		[ 'schema', 'side', 'create', 'CREATE SCHEMA side' ],
		[ 'schema', 'app', 'alter', 'GRANT USAGE ON SCHEMA app TO reader' ],
		[ 'table', 'app.customer', 'alter', 'GRANT UPDATE ON app.customer TO reader; COMMENT ON TABLE app.customer IS $$whoever buys$$' ],
		[ 'column', 'app.customer.name', 'alter', 'GRANT SELECT (name) ON app.customer TO keeper' ],
		[ 'table', 'app.spare', 'alter', 'ALTER TABLE app.spare OWNER TO keeper; ' ],
		[ 'publication', 'news', 'alter', 'ALTER PUBLICATION news SET (publish = $$insert$$)' ],
		[ 'publication', 'more_news', 'create', 'CREATE PUBLICATION more_news' ],
		[ 'server', 'elsewhere', 'alter', 'ALTER SERVER elsewhere OPTIONS (ADD host $$h$$)' ],
		[ 'table', 'app.event', 'alter', 'ALTER TABLE app.event REPLICA IDENTITY FULL', 'unseen' ],
		[ 'table', 'app.remote', 'drop', 'DROP FOREIGN TABLE app.remote', 'unseen' ],
		[ 'foreign data wrapper', 'another', 'create', 'CREATE FOREIGN DATA WRAPPER another' ],
		[ 'event trigger', 'watched', 'create', 'CREATE FUNCTION app.watch() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN END$$; CREATE EVENT TRIGGER watched ON sql_drop EXECUTE FUNCTION app.watch()' ],
		[ 'function', 'app.watch()', 'create', '' ],
		[ 'default privileges', 'FOR ROLE keeper IN SCHEMA app ON TABLES', 'create', 'ALTER DEFAULT PRIVILEGES FOR ROLE keeper IN SCHEMA app GRANT SELECT ON TABLES TO reader' ],
		[ 'cast', '(app.place AS integer)', 'create', 'CREATE FUNCTION app.number_of(app.place) RETURNS integer LANGUAGE sql IMMUTABLE AS $$SELECT 1$$; CREATE CAST (app.place AS integer) WITH FUNCTION app.number_of(app.place)' ],
		[ 'function', 'app.number_of(app.place)', 'create', '' ],
	],
	rarer => [
		[ 'table', 'app.event', 'alter', 'ALTER TABLE app.event REPLICA IDENTITY FULL', 'unseen' ],
		[ 'statistics', 'app.placement', 'create', 'CREATE STATISTICS app.placement ON amount, placed FROM app.purchase' ],
		[ 'statistics', 'app.related', 'drop', 'DROP STATISTICS app.related', 'unseen' ],
		[ 'conversion', 'app.to_latin', 'create', 'CREATE CONVERSION app.to_latin FOR $$UTF8$$ TO $$LATIN1$$ FROM utf8_to_iso8859_1' ],
		[ 'operator family', 'app.places USING btree', 'create', 'CREATE OPERATOR FAMILY app.places USING btree' ],
		[ 'policy', 'app.spare.few', 'create', 'CREATE POLICY few ON app.spare USING (a > 0)' ],
		[ 'rule', 'app.spare.silent', 'create', 'CREATE RULE silent AS ON INSERT TO app.spare DO INSTEAD NOTHING' ],
		[ 'constraint of domain', 'app.code.long', 'create', 'ALTER DOMAIN app.code ADD CONSTRAINT long CHECK (length(VALUE) > 1)' ],
		[ 'text search configuration', 'app.more_words', 'create', 'CREATE TEXT SEARCH CONFIGURATION app.more_words (COPY = simple)' ],
		[ 'aggregate', 'app.product(integer)', 'create', 'CREATE AGGREGATE app.product(integer) (SFUNC = int4mul, STYPE = integer, INITCOND = $$1$$)' ],
		[ 'composite type', 'app.point3', 'create', 'CREATE TYPE app.point3 AS (x integer, y integer, z integer)' ],
		[ 'range type', 'app.dates', 'create', 'CREATE TYPE app.dates AS RANGE (subtype = date)' ],
		[ 'materialized view', 'app.sums', 'drop', 'DROP MATERIALIZED VIEW app.sums', 'unseen' ],
		[ 'table', 'app.distant', 'create', 'CREATE FOREIGN TABLE app.distant (id integer) SERVER elsewhere' ],
	],
	rare => [
		[ 'extension', 'citext', 'create', 'CREATE EXTENSION citext SCHEMA app' ],
		[ 'privileges of member', 'FUNCTION app.gen_salt(text)', 'create', 'REVOKE EXECUTE ON FUNCTION app.gen_salt(text) FROM PUBLIC', 'unseen' ],
		[ 'shell type', 'app.husk', 'create', 'CREATE TYPE app.husk' ],
		[ 'base type', 'app.cell', 'create', q{CREATE TYPE app.cell;
			CREATE FUNCTION app.cell_in(cstring) RETURNS app.cell LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
			CREATE FUNCTION app.cell_out(app.cell) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
			CREATE TYPE app.cell (INPUT = app.cell_in, OUTPUT = app.cell_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4)} ],
		[ 'function', 'app.cell_in(cstring)', 'create', '' ],
		[ 'function', 'app.cell_out(app.cell)', 'create', '' ],
		[ 'composite type', 'app.pair', 'create', 'CREATE TYPE app.pair AS (a integer, b integer)' ],
		[ 'constraint of domain', 'app.code.short', 'create', 'ALTER DOMAIN app.code ADD CONSTRAINT short CHECK (length(VALUE) < 9)' ],
		[ 'language', 'spoken', 'create', 'CREATE LANGUAGE spoken HANDLER plpgsql_call_handler' ],
		# with a shell operator
		[ 'operator', 'app.<# (integer, text)', 'create', 'CREATE OPERATOR app.<# (LEFTARG = integer, RIGHTARG = text, FUNCTION = app.less, COMMUTATOR = OPERATOR(app.#>))' ],
		[ 'access method', 'pile', 'create', 'CREATE ACCESS METHOD pile TYPE TABLE HANDLER heap_tableam_handler' ],
		[ 'operator family', 'app.numbers USING btree', 'create', 'CREATE OPERATOR FAMILY app.numbers USING btree' ],
		[ 'operator class', 'app.hashed USING hash', 'create', 'CREATE OPERATOR CLASS app.hashed FOR TYPE integer USING hash FAMILY app.hashes AS OPERATOR 1 =, FUNCTION 1 hashint4(integer)' ],
		[ 'operator of operator family', 'app.wholes USING btree OPERATOR 1 (integer, bigint)', 'create',
			'ALTER OPERATOR FAMILY app.wholes USING btree ADD OPERATOR 1 < (integer, bigint), FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint)', 'unseen' ],
		[ 'function of operator family', 'app.wholes USING btree FUNCTION 1 (integer, bigint)', 'create', '', 'unseen' ],
		[ 'transform', 'FOR integer LANGUAGE sql', 'create', 'CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal))' ],
		[ 'conversion', 'app.latin', 'create', q{CREATE CONVERSION app.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8} ],
		[ 'text search parser', 'app.parser', 'create', 'CREATE TEXT SEARCH PARSER app.parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)' ],
		[ 'text search template', 'app.template', 'create', 'CREATE TEXT SEARCH TEMPLATE app.template (INIT = dsimple_init, LEXIZE = dsimple_lexize)' ],
		[ 'subscription', 'feed', 'create', q{CREATE SUBSCRIPTION feed CONNECTION 'host=nowhere dbname=x' PUBLICATION p WITH (connect = false, slot_name = 'feed')}, 'unseen' ],
		[ 'user mapping', 'FOR keeper SERVER elsewhere', 'create', 'CREATE USER MAPPING FOR keeper SERVER elsewhere' ],
		[ 'owner of sequence', 'app.tickets', 'create', 'ALTER SEQUENCE app.tickets OWNED BY app.spare.a', 'unseen' ],
		[ 'statistics', 'app.pairs', 'create', 'CREATE STATISTICS app.pairs ON a, b FROM app.spare' ],
		[ 'default', 'app.known.name', 'create', 'ALTER VIEW app.known ALTER COLUMN name SET DEFAULT $$x$$' ],
		[ 'column of view', 'app.known.id', 'alter', 'COMMENT ON COLUMN app.known.id IS $$whose$$' ],
		[ 'trigger of partition', 'app.event_2024.arrived', 'create', 'ALTER TABLE app.event_2024 DISABLE TRIGGER arrived' ],
		[ 'table of publication', 'news.app.spare', 'create', 'ALTER PUBLICATION news ADD TABLE app.spare' ],
	],
	properties => [
		[ 'function', 'app.twice(integer)', 'alter', 'ALTER FUNCTION app.twice(integer) OWNER TO keeper; REVOKE EXECUTE ON FUNCTION app.twice(integer) FROM PUBLIC; ALTER FUNCTION app.twice(integer) COST 5 PARALLEL SAFE STRICT' ],
		[ 'function', 'app.nothing()', 'alter', 'ALTER PROCEDURE app.nothing() SECURITY DEFINER SET search_path = pg_catalog' ],
		[ 'enum type', 'app.status', 'alter', q{ALTER TYPE app.status ADD VALUE 'packed' BEFORE 'sent'} ],
		[ 'domain', 'app.code', 'alter', q{ALTER DOMAIN app.code SET DEFAULT 'y'} ],
		[ 'constraint of domain', 'app.code.code_check', 'alter', q{COMMENT ON CONSTRAINT code_check ON DOMAIN app.code IS 'why'} ],
		[ 'composite type', 'app.place', 'alter', 'ALTER TYPE app.place ADD ATTRIBUTE zip text' ],
		[ 'sequence', 'app.tickets', 'alter', 'ALTER SEQUENCE app.tickets MINVALUE 5 MAXVALUE 1000 START 10 RESTART 10 CACHE 5 CYCLE; GRANT USAGE ON SEQUENCE app.tickets TO reader' ],
		[ 'trigger', 'app.purchase.stamped', 'alter', 'ALTER TABLE app.purchase ENABLE ALWAYS TRIGGER stamped' ],
		[ 'rule', 'app.customer.kept', 'alter', 'ALTER TABLE app.customer DISABLE RULE kept' ],
		[ 'index', 'app.purchase_placed', 'alter', 'ALTER TABLE app.purchase CLUSTER ON purchase_placed; ALTER INDEX app.purchase_placed SET (fillfactor = 60)' ],
		[ 'column', 'app.customer.name', 'alter', 'ALTER TABLE app.customer ALTER name SET STORAGE EXTERNAL, ALTER name SET STATISTICS 200, ALTER name SET (n_distinct = -0.5)' ],
		[ 'statistics', 'app.related', 'alter', 'ALTER STATISTICS app.related SET STATISTICS 500' ],
		[ 'constraint', 'app.customer.customer_pkey', 'alter', 'ALTER TABLE app.customer REPLICA IDENTITY USING INDEX customer_pkey' ],
		[ 'table', 'app.purchase', 'alter', 'ALTER TABLE app.purchase SET (autovacuum_enabled = false, toast.autovacuum_enabled = false)' ],
		[ 'table', 'app.spare', 'alter', 'ALTER TABLE app.spare SET UNLOGGED', 'unseen' ],
		[ 'view', 'app.known', 'alter', 'ALTER VIEW app.known SET (security_barrier = true)' ],
		# from 17 on, its first rows come by a REFRESH
		[ 'materialized view', 'app.sums', 'alter', 'ALTER MATERIALIZED VIEW app.sums SET (fillfactor = 50)', $version >= 170000 ? 'unseen' : undef ],
		[ 'default privileges', 'FOR ROLE keeper ON FUNCTIONS', 'create', 'ALTER DEFAULT PRIVILEGES FOR ROLE keeper REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC' ],
		[ 'partition', 'app.event_2024', 'create', q{ALTER TABLE app.event DETACH PARTITION app.event_2024; ALTER TABLE app.event ATTACH PARTITION app.event_2024 FOR VALUES FROM ('2024-01-01') TO ('2026-01-01')} ],
		[ 'text search configuration', 'app.words', 'alter', q{COMMENT ON TEXT SEARCH CONFIGURATION app.words IS 'words'} ],
		[ 'extension', 'pgcrypto', 'drop', 'DROP EXTENSION pgcrypto', 'unseen' ],
	],
	renamed => [
		[ 'sequence', 'app.numbers', 'rename', 'ALTER SEQUENCE app.tickets RENAME TO numbers' ],
		[ 'statistics', 'app.others', 'rename', 'ALTER STATISTICS app.related RENAME TO others' ],
		[ 'view', 'app.seen', 'rename', 'ALTER VIEW app.known RENAME TO seen' ],
		[ 'column of view', 'app.seen.full_name', 'rename', 'ALTER VIEW app.seen RENAME COLUMN name TO full_name' ],
		[ 'function', 'app.void()', 'rename', 'ALTER PROCEDURE app.nothing() RENAME TO void' ],
		[ 'constraint', 'app.customer.not_negative', 'rename', 'ALTER TABLE app.customer RENAME CONSTRAINT points_positive TO not_negative' ],
		[ 'constraint of domain', 'app.code.not_empty', 'rename', 'ALTER DOMAIN app.code RENAME CONSTRAINT code_check TO not_empty' ],
		[ 'rule', 'app.customer.stays', 'rename', 'ALTER RULE kept ON app.customer RENAME TO stays' ],
		[ 'trigger', 'app.purchase.dated', 'rename', 'ALTER TRIGGER stamped ON app.purchase RENAME TO dated' ],
		[ 'policy', 'app.customer.mine', 'rename', 'ALTER POLICY own ON app.customer RENAME TO mine' ],
		[ 'range type', 'app.stretch', 'rename', 'ALTER TYPE app.span RENAME TO stretch' ],
		[ 'aggregate', 'app.summed(integer)', 'rename', 'ALTER AGGREGATE app.total(integer) RENAME TO summed' ],
		[ 'operator family', 'app.numbers USING btree', 'rename', 'ALTER OPERATOR FAMILY app.wholes USING btree RENAME TO numbers' ],
		[ 'text search configuration', 'app.phrases', 'rename', 'ALTER TEXT SEARCH CONFIGURATION app.words RENAME TO phrases' ],
		[ 'publication', 'reports', 'rename', 'ALTER PUBLICATION news RENAME TO reports' ],
		[ 'server', 'there', 'rename', 'ALTER SERVER elsewhere RENAME TO there' ],
		[ 'foreign data wrapper', 'another', 'rename', 'ALTER FOREIGN DATA WRAPPER other RENAME TO another' ],
		[ 'table', 'app.far', 'rename', 'ALTER FOREIGN TABLE app.remote RENAME TO far' ],
	],
	whole => [
		[ 'schema', 'shop', 'rename', 'ALTER SCHEMA app RENAME TO shop' ],
	],
	moved => [
		[ 'table', 'side.spare', 'rename', 'CREATE SCHEMA side; ALTER TABLE app.spare SET SCHEMA side' ],
		[ 'schema', 'side', 'create', '' ],
		[ 'function', 'app.double(integer)', 'rename', 'ALTER FUNCTION app.twice(integer) RENAME TO double' ],
		[ 'column', 'app.purchase.price', 'rename', 'ALTER TABLE app.purchase RENAME COLUMN amount TO price; ALTER TABLE app.purchase ADD COLUMN amount integer' ],
		[ 'column', 'app.purchase.amount', 'create', '' ],
	]);

push @{ $groups{rare} }, [ 'schema of publication', 'news.app', 'create', 'ALTER PUBLICATION news ADD TABLES IN SCHEMA app' ]
  if $version >= 150000;

# Each kind is among them, but for those that are told as a part of another one.
my %done = map { $_->[0] => 1 } map { @$_ } values %groups;
my %other = map { $_ => 1 } 'shell operator', 'schema of publication', 'unsupported object';
my @kinds = map { slurp_file($_) =~ /^const SvKind sv_kind_\w+ = \{\n\t\.name = "(.*?)"/mg } glob 'src/kind/*.c';
cmp_ok(scalar @kinds, '>', 50, 'the kinds are known');
is(join(', ', grep { !$done{$_} && !$other{$_} } @kinds), '', 'each of them is changed');

sub dump_of
{
	my ($database) = @_;

	system_or_bail(split(/ /, DUMP_COMMAND), '-f', $dump_file, '-d', $node->connstr($database));
	return normalise_dump(slurp_file($dump_file));
}

sub rows_of
{
	my ($database) = @_;

	return map { [ split /\t/ ] } split /\n/, $node->safe_psql($database,
		q{SELECT concat_ws(E'\t', kind, identity, coalesce(action, '?'), array_to_string(seen_by, ','), changed_at IS NOT NULL) FROM schemaver_drift()});
}

foreach my $name (sort keys %groups)
{
	my @changes = @{ $groups{$name} };
	my $statements = join(";\n", grep { $_ ne '' } map { $_->[3] } @changes);

	$node->safe_psql('postgres', "CREATE DATABASE $name TEMPLATE history");
	$node->safe_psql($name, 'SELECT schemaver_track()');
	is($node->safe_psql($name, 'SELECT count(*) FROM schemaver_drift()'), '0', "$name: nothing is reported at first");

	my $before = dump_of($name);
	$node->safe_psql($name, "SET client_min_messages = warning;\n$statements");
	my $after = dump_of($name);

	my @rows = rows_of($name);
	foreach my $change (@changes)
	{
		my ($kind, $identity, $action, undef, $unseen) = @$change;
		my @found = grep { $_->[0] eq $kind && $_->[1] eq $identity && $_->[2] eq $action } @rows;

		is(scalar @found, 1, "$name: $action $kind $identity is seen");
		next if @found != 1;
		is($found[0][3], ($unseen // '') =~ /unseen/ ? 'facts' : 'facts,transactions', "$name: $action $kind $identity, by which layers");
		$found[0][5] = 1;
	}
	is(join("\n", map { "@$_[0 .. 2]" } grep { !$_->[5] } @rows), '', "$name: nothing else is");

	# taken back
	$node->safe_psql($name, 'SELECT * FROM schemaver_undo_drift()');
	is(dump_of($name), $after, "$name: a dry run changes nothing");
	$node->safe_psql($name, 'SELECT * FROM schemaver_undo_drift(dry_run => false)');
	is(dump_of($name), $before, "$name: taken back");
	is($node->safe_psql($name, 'SELECT count(*) FROM schemaver_drift()'), '0', "$name: nothing is left");

	# recorded
	$node->safe_psql($name, "SET client_min_messages = warning;\n$statements");
	$after = dump_of($name);
	my $id = $node->safe_psql($name, "SELECT schemaver_record('by hand')");
	is(dump_of($name), $after, "$name: to record it changes nothing");
	is($node->safe_psql($name, 'SELECT count(*) FROM schemaver_drift()'), '0', "$name: recorded, and no drift any more");
	is($node->safe_psql($name, "SELECT concat_ws(': ', verdict, finding) FROM schemaver_verify('$id:$id')"), 'ok', "$name: the revision is verified");
	$node->safe_psql($name, "SELECT * FROM schemaver_downgrade('-1')");
	is(dump_of($name), $before, "$name: its downgrade leads back");
	$node->safe_psql($name, "SELECT * FROM schemaver_upgrade()");
	is(dump_of($name), $after, "$name: and its upgrade there again");
}

$node->stop;
done_testing();
