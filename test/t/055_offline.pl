# The scripts that stand in for a run do in an empty database what the run
# does, and nothing in one where they do not belong.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('offline');
$node->init;
$node->start;

sub write_script
{
	my ($name, $query) = @_;
	my $file = "$PostgreSQL::Test::Utils::tmp_check/$name.sql";

	append_to_file($file, $node->safe_psql('online', $query));
	return $file;
}

sub run_script
{
	my ($database, $file) = @_;
	my ($stdout, $stderr);
	my $success = IPC::Run::run(
		[ 'psql', '-X', '-q', '-d', $node->connstr($database), '-f', $file ],
		'>', \$stdout, '2>', \$stderr);

	return ($success, $stderr);
}

sub schema_of
{
	my ($database) = @_;
	my ($stdout, $stderr);

	IPC::Run::run(
		[ 'pg_dump', '--schema-only', '-d', $node->connstr($database) ],
		'>', \$stdout, '2>', \$stderr)
	  or die $stderr;
	$stdout =~ s/^\\(un)?restrict.*$//mg;
	return $stdout;
}

my $record = q{
	SELECT h.revision, h.message, h.down_revisions, h.depends_on, h.branch_labels, h.state, h.created_at, d.sha256, d.applied_sha256, d.upgrade, d.downgrade
	FROM schemaver_history() h, schemaver_show(h.revision) d};
my $log = 'SELECT operation, revision, message, sha256 FROM schemaver.log ORDER BY id';

$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(online empty bare other);
$node->safe_psql('online', q{
	CREATE EXTENSION schemaver;
	SELECT schemaver_revision('create users', rev_id => 'users',
		upgrade => $$ CREATE TABLE users (id integer PRIMARY KEY, name text); INSERT INTO users VALUES (1, 'it''s; me') -- a comment $$,
		downgrade => $$ DROP TABLE users $$);
	SELECT schemaver_revision('a view', rev_id => 'view',
		upgrade => $$ SET search_path = nowhere; CREATE VIEW public.names AS SELECT name FROM public.users $$,
		downgrade => $$ DROP VIEW names $$);
	SELECT schemaver_revision('billing', rev_id => 'invoices', branch_label => '{billing}',
		upgrade => $$ CREATE TABLE invoices (id integer PRIMARY KEY, user_id integer REFERENCES users) $$,
		downgrade => $$ DROP TABLE invoices $$);
	SELECT schemaver_revision('shipping', rev_id => 'parcels', head => '{view}', splice => true, depends_on => '{billing}',
		upgrade => $$ CREATE TABLE parcels (id integer PRIMARY KEY, invoice_id integer REFERENCES invoices);
			CREATE FUNCTION parcel() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RETURN NEW; END; $f$; $$,
		downgrade => $$ DROP FUNCTION parcel; DROP TABLE parcels $$);
	SELECT schemaver_merge(rev_id => 'merge');
	SELECT schemaver_revision('an index', rev_id => 'index', transactional => false,
		upgrade => $$ CREATE INDEX CONCURRENTLY parcels_invoice_id_idx ON parcels (invoice_id) $$,
		downgrade => $$ DROP INDEX CONCURRENTLY parcels_invoice_id_idx $$);
	SELECT schemaver_revision('more', rev_id => 'more', upgrade => 'ALTER TABLE users ADD email text', downgrade => 'ALTER TABLE users DROP email');
});

# the whole, into an empty database
my $up = write_script('up', "SELECT schemaver_upgrade_sql('base:head')");
my ($success, $stderr) = run_script('empty', $up);
ok($success, 'the script of an upgrade runs') or diag($stderr);
is($node->safe_psql('empty', 'SELECT state, version FROM schemaver_status()'),
	'current|{more}', 'the database is at head');
is($node->safe_psql('empty', "SELECT indisvalid FROM pg_index WHERE indexrelid = 'parcels_invoice_id_idx'::regclass"),
	't', 'what cannot run in a transaction ran');

# the same by a run, as far as a run can
$node->safe_psql('online', q{SELECT schemaver_upgrade('merge')});
my ($code) = run_script('online', write_script('rest', "SELECT schemaver_upgrade_sql('current:head')"));
ok($code, 'the script of what is pending runs');
is(schema_of('empty'), schema_of('online'), 'the schema is the same');
is($node->safe_psql('empty', $record), $node->safe_psql('online', $record),
	'the graph and the record are the same');
is($node->safe_psql('empty', $log), $node->safe_psql('online', $log),
	'the log is the same');

# where it does not belong
($success, $stderr) = run_script('empty', $up);
ok(!$success, 'it does not run a second time');
like($stderr, qr/the database is not where this script starts/, 'and the error says why');
is($node->safe_psql('empty', 'SELECT count(*) FROM schemaver.log'), '7', 'and did nothing');
my $half = write_script('half', "SELECT schemaver_upgrade_sql('view:merge')");
($success, $stderr) = run_script('other', $half);
ok(!$success, 'it does not run below its start');
like($stderr, qr/These revisions must be applied: view/, 'and the error says what is missing');
is($node->safe_psql('other', "SELECT to_regclass('invoices') IS NULL"), 't', 'and did nothing');

# a script that differs from the one of the database shows
$node->safe_psql('other', q{
	CREATE EXTENSION schemaver;
	SELECT schemaver_revision('mine', 'SELECT 1', rev_id => 'users');
});
($success, $stderr) = run_script('other', write_script('first', "SELECT schemaver_upgrade_sql('users')"));
ok($success, 'it runs where the revision is known') or diag($stderr);
is($node->safe_psql('other', 'SELECT state FROM schemaver_current()'),
	'changed since it was applied', 'with another script, which shows');

# down again
my $part = write_script('part', "SELECT schemaver_downgrade_sql('merge:users')");
($success, $stderr) = run_script('empty', $part);
ok(!$success, 'a downgrade does not run below what depends on it');
like($stderr, qr/These revisions must not be applied/, 'and the error says what does');
($success, $stderr) = run_script('empty', write_script('down', "SELECT schemaver_downgrade_sql('current:base')"));
ok($success, 'the script of a downgrade runs') or diag($stderr);
is($node->safe_psql('empty', 'SELECT state FROM schemaver_status()'), 'empty', 'down to base');
is($node->safe_psql('empty', "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
	'0', 'nothing is left');

# stamp
($success, $stderr) = run_script('empty', write_script('stamp', "SELECT schemaver_stamp_sql('merge')"));
ok($success, 'the script of a stamp runs') or diag($stderr);
is($node->safe_psql('empty', 'SELECT version FROM schemaver_status()'), '{merge}', 'and sets the version');

# without the extension, for servers that cannot have it
($success, $stderr) = run_script('bare',
	write_script('bare', "SELECT schemaver_upgrade_sql('heads', bookkeeping => false)"));
ok($success, 'a script without bookkeeping runs') or diag($stderr);
is($node->safe_psql('bare', 'SELECT count(*) FROM pg_extension'), '1', 'and needs no extension');
my $bare = schema_of('bare');
my $full = schema_of('online');
$full =~ s/--\n-- Name: (EXTENSION )?schemaver; Type: (EXTENSION|COMMENT|SCHEMA).*?(?=--\n-- )//sg;
is($bare, $full, 'and makes the same schema');

$node->stop;
done_testing();
