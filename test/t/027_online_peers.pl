# Changes for which other tools write plans that let others go on, from the cases by
# which these are tested: what autogenerate makes of them has an online form in
# which nobody waits for work on rows, and which leads to what is declared.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('peers');

$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off");
$node->start;

# Both sides are created, the first with rows by $rows.
sub test_change
{
	my ($name, $old, $rows, $new) = @_;

	$node->safe_psql('postgres', 'DROP DATABASE IF EXISTS peer');
	$node->safe_psql('postgres', 'CREATE DATABASE peer');
	$node->safe_psql('peer', "SET client_min_messages = warning; CREATE EXTENSION schemaver; $old; $rows");

	my ($code, $stdout, $stderr) = $node->psql('peer', qq{
SET schemaver.online_min_size = 1;
SELECT schemaver_model(\$model\$$new\$model\$);
SELECT schemaver_revision('x', autogenerate => true, rev_id => 'x');
SELECT schemaver_online('x');
}, on_error_stop => 1);

	is($code, 0, "$name: derived") or diag($stderr);

	my $form = $node->safe_psql('peer', 'SELECT coalesce(online, upgrade) FROM schemaver.revision');

	unlike($form, qr/^-- hazards: .*block_/m, "$name: nobody waits for work on rows");
	($code, $stdout, $stderr) = $node->psql('peer', 'CALL schemaver_deploy()');
	is($code, 0, "$name: deployed") or diag("$stderr\n$form");
	is($node->safe_psql('peer', 'SELECT string_agg(identity, $$, $$) FROM schemaver_diff()'), '', "$name: as declared")
	  or diag($form);
	return;
}

my $table = 'CREATE TABLE t (id int NOT NULL, a int, b text, c int, "Odd Name" int, at date NOT NULL DEFAULT $$2020-05-01$$);';
my $rows = 'INSERT INTO t SELECT i, i, i::text, i, i FROM generate_series(1, 200) i;';

test_change('indexes', $table, $rows, $table . q{
CREATE INDEX t_a ON t (a, b DESC);
CREATE INDEX t_hash ON t USING hash (b);
CREATE INDEX t_functional ON t (lower(b), (a + c));
CREATE UNIQUE INDEX t_partial ON t (a, b) WHERE c IS NOT NULL;
CREATE INDEX "T Odd" ON t ("Odd Name");});
test_change('another index', "$table CREATE INDEX t_a ON t (a); CREATE INDEX t_b ON t (b);", $rows,
	"$table CREATE INDEX t_a ON t (a, c); CREATE UNIQUE INDEX t_b ON t USING btree (b);");
test_change('an index less, and its column', "$table CREATE INDEX t_a ON t (a); CREATE UNIQUE INDEX t_b ON t (b);", $rows,
	'CREATE TABLE t (id int NOT NULL, b text, c int, "Odd Name" int, at date NOT NULL DEFAULT $$2020-05-01$$);');
test_change('keys', $table, $rows, $table . q{
ALTER TABLE t ADD PRIMARY KEY (a);
ALTER TABLE t ADD CONSTRAINT "T Key" UNIQUE ("Odd Name", id);});
test_change('keys of indexes that are there', "$table CREATE UNIQUE INDEX t_a ON t (a); CREATE UNIQUE INDEX t_b ON t (b);", $rows,
	"$table ALTER TABLE t ADD CONSTRAINT t_a PRIMARY KEY (a); ALTER TABLE t ADD CONSTRAINT other UNIQUE (b);");
test_change('keys of indexes that do not fit', "$table CREATE INDEX t_a ON t (a);", $rows,
	"$table ALTER TABLE t ADD CONSTRAINT t_a PRIMARY KEY (a);");
test_change('another primary key', "$table ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (id);", $rows,
	($table =~ s/id int NOT NULL/id int/r) . ' ALTER TABLE t ADD PRIMARY KEY (a);');
test_change('another definition of a primary key', "$table ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (id);", $rows,
	"$table ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (id, a);");
test_change('checks', "$table ALTER TABLE t ADD CONSTRAINT old CHECK (a > 0), ADD CONSTRAINT there CHECK (c > 0) NOT VALID;", $rows,
	"$table ALTER TABLE t ADD CONSTRAINT old CHECK (a > -1), ADD CONSTRAINT there CHECK (c > 0), ADD CONSTRAINT ni CHECK (c < 1000) NO INHERIT, ADD CONSTRAINT f CHECK (length(b) < 100);");
test_change('NOT NULL', "$table ALTER TABLE t ADD CONSTRAINT there CHECK (c IS NOT NULL);", $rows,
	$table =~ s/a int, b text, c int, "Odd Name" int/a int NOT NULL, b text NOT NULL DEFAULT 'x', c int NOT NULL, "Odd Name" int NOT NULL/r);
test_change('new columns', "CREATE TABLE r (a int PRIMARY KEY); $table", "INSERT INTO r VALUES (1); $rows",
	'CREATE TABLE r (a int PRIMARY KEY); ' . $table =~ s/at date(.*?)\);$/at date$1, x int NOT NULL DEFAULT 1 CHECK (x > 0), y text UNIQUE, z int DEFAULT 1 REFERENCES r);/r);
test_change('foreign keys', "$table CREATE TABLE r (a int PRIMARY KEY, b int); ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES r;",
	"INSERT INTO r SELECT i, i FROM generate_series(1, 200) i; $rows",
	"$table CREATE TABLE r (a int PRIMARY KEY, b int UNIQUE); ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES r ON DELETE CASCADE DEFERRABLE, ADD CONSTRAINT g FOREIGN KEY (a) REFERENCES r (b);");
test_change('an index of a materialized view', "$table CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t; CREATE INDEX m_i ON m (id);", "$rows REFRESH MATERIALIZED VIEW m;",
	"$table CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t; CREATE INDEX m_i ON m (id, a); CREATE INDEX m_a ON m (a);");

my $parts = q{
CREATE TABLE p1 PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE p2 PARTITION OF t FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');};
my $whole = ($table =~ s/\);$/) PARTITION BY RANGE (at);/r) . $parts;
my $both = $rows . $rows =~ s/SELECT i, i, i::text, i, i/SELECT i, i, i::text, i, i, '2021-05-01'/r;

test_change('indexes of partitions', "$whole CREATE INDEX gone ON t (c); CREATE INDEX other ON t (a);", $both, $whole . q{
CREATE INDEX t_a ON t (a, b);
CREATE UNIQUE INDEX u ON t (id, at);
CREATE INDEX other ON t (a, c);
CREATE INDEX local ON p1 (lower(b));});
test_change('keys of partitions', $whole, $both, $whole . q{
ALTER TABLE t ADD PRIMARY KEY (id, at);
ALTER TABLE t ADD CONSTRAINT u UNIQUE (a, at);
ALTER TABLE p1 ADD CONSTRAINT v UNIQUE (c);});
test_change('a key of which a partition has the index', "$whole CREATE UNIQUE INDEX mine ON p1 (id, at);", $both,
	"$whole ALTER TABLE p1 ADD CONSTRAINT mine UNIQUE (id, at); ALTER TABLE t ADD CONSTRAINT u UNIQUE (id, at);");
test_change('foreign keys of partitions', "$whole CREATE TABLE r (a int PRIMARY KEY); CREATE TABLE s (id int, at date);",
	"INSERT INTO r SELECT i FROM generate_series(1, 200) i; INSERT INTO s SELECT i, '2020-05-01' FROM generate_series(1, 200) i; $both",
	"$whole CREATE TABLE r (a int PRIMARY KEY); CREATE TABLE s (id int, at date); CREATE UNIQUE INDEX u ON t (id, at); ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES r; ALTER TABLE s ADD FOREIGN KEY (id, at) REFERENCES t (id, at);");
test_change('checks and NOT NULL of partitions', $whole, $both,
	($whole =~ s/a int,/a int NOT NULL CHECK (a > 0),/r));

$node->stop;
done_testing();
