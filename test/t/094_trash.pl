# The trash: deploys of every sort keep rows, what fails or is cut off keeps none,
# dumps carry what is kept, a crash leaves it, and what is dumped after an undo is
# what was before.  Table t is copied, table v moved.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', q{
fsync = off
schemaver.trash = '30 days'
});
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION schemaver;
	CREATE TYPE mood AS ENUM ('glad', 'sad');
	CREATE TABLE t (id serial PRIMARY KEY, m mood, note text);
	INSERT INTO t (m, note) SELECT 'sad', repeat('x', i) FROM generate_series(1, 1000) i;
	CREATE TABLE v (dropped "char", id integer PRIMARY KEY, note text, large text);
	ALTER TABLE v ALTER large SET STORAGE EXTERNAL;
	INSERT INTO v SELECT 'x', i, 'n' || i, repeat('large', i * 5) FROM generate_series(1, 1000) i;
	ALTER TABLE v DROP dropped, ADD later integer DEFAULT 7;
	CREATE TABLE u (id integer PRIMARY KEY, gone text);
	INSERT INTO u SELECT i, 'g' || i FROM generate_series(1, 1000) i;
	SELECT schemaver_revision('one', 'DROP TABLE t, v; DROP TYPE mood; ALTER TABLE u DROP gone', $$
		CREATE TYPE mood AS ENUM ('glad', 'sad');
		CREATE TABLE t (id serial PRIMARY KEY, m mood, note text);
		CREATE TABLE v (id integer PRIMARY KEY, note text, large text, later integer);
		ALTER TABLE u ADD gone text$$, rev_id => 'one');
	SELECT schemaver_revision('two', 'SELECT 1', 'SELECT 1', rev_id => 'two')});
my $before = dump_rows();

foreach my $transactional ('true', 'false')
{
	my $how = $transactional eq 'true' ? 'in one transaction' : 'statement by statement';

	$node->safe_psql('postgres', "SELECT schemaver_edit('one', transactional => $transactional)");
	my (undef, $out, $error) = $node->psql('postgres', q{CALL schemaver_deploy('one')});
	like($error, qr/NOTICE:  kept the rows of table public\.t until \d{4}-\d\d-\d\d\nDETAIL:  They are copies, as the table has columns of types/,
		"a deploy keeps rows, $how");
	like($error, qr/NOTICE:  kept the rows of table public\.v until \d{4}-\d\d-\d\d\n(?!DETAIL)/, 'some are moved');
	is(query('SELECT count(*), count(kept_rows) FROM schemaver.trash'), '3|2', 'and the values of a column are kept');
	$node->stop('immediate');
	$node->start;
	query(q{CALL schemaver_deploy('base', direction => 'downgrade')});
	is(dump_rows(), $before, 'and its undo restores all of them');
	is(kept(), '0|0', 'nothing is left in the trash');
}

# --------
# What fails keeps nothing
# --------
query(q{SELECT schemaver_edit('one', transactional => true)});
query(q{SELECT schemaver_edit('two', upgrade => 'DROP TABLE u; SELECT 1 / 0')});
$node->psql('postgres', 'SELECT schemaver_upgrade()');
is(kept(), '0|0', 'an upgrade that fails leaves nothing in the trash');
$node->psql('postgres', q{CALL schemaver_deploy()});
is(kept(), '3|3', 'a deploy that fails leaves what its finished revisions have dropped');
query(q{SELECT schemaver_downgrade('base')});
is(dump_rows(), $before, 'and that is restored');
query(q{SELECT schemaver_edit('two', upgrade => 'DROP TABLE u; SELECT pg_terminate_backend(pg_backend_pid())')});
$node->psql('postgres', q{CALL schemaver_deploy()});
is(kept(), '3|3', 'so does one that is cut off');

# --------
# A dump carries what is kept
# --------
query(q{CREATE DATABASE copy TEMPLATE template0});
command_ok([ 'sh', '-c', 'pg_dump -p ' . $node->port . ' -h ' . $node->host . ' postgres | psql -Xq -v ON_ERROR_STOP=1 -p '
	. $node->port . ' -h ' . $node->host . ' copy' ], 'dump and restore');
is($node->safe_psql('copy', q{SELECT count(*) FROM pg_class WHERE relnamespace = 'schemaver_trash'::regnamespace}), 3,
	'the copy has what is kept');
$node->safe_psql('copy', q{SELECT schemaver_downgrade('base')});
is(dump_rows('copy'), $before, 'and restores it');

# --------
# An extension that is dropped
# --------
isnt($node->psql('postgres', 'DROP EXTENSION schemaver'), 0, 'the extension is not dropped along with what is kept');
query(q{SELECT schemaver_empty_trash('infinity'); DROP EXTENSION schemaver});
is(query(q{SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'schemaver%'}), 0, 'nothing is left');

$node->stop;
done_testing();

sub query
{
	my ($sql) = @_;

	return $node->safe_psql('postgres', $sql);
}

sub kept
{
	return query(q{SELECT (SELECT count(*) FROM schemaver.trash),
		(SELECT count(*) FROM pg_class WHERE relnamespace = 'schemaver_trash'::regnamespace)});
}

# The rows of the tables, and the position of the sequence.
sub dump_rows
{
	my ($database) = @_;
	my ($out, $error) = run_command([ 'pg_dump', '--data-only', '--inserts', '--column-inserts', '-n', 'public', '-T', 'none', '-p', $node->port,
		'-h', $node->host, $database // 'postgres' ]);

	return join "\n", sort grep { /^(INSERT INTO|SELECT pg_catalog.setval)/ } split /\n/, $out;
}
