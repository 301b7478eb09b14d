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

# What lets event triggers note each command that reads a table while a lock on one
# keeps others from writing.
my $watch = q{
CREATE SCHEMA watch;
CREATE TABLE watch.seen (command text, locks text);
CREATE TABLE watch.watched AS
	SELECT oid AS relation FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace;
CREATE FUNCTION watch.scans() RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(sum(pg_stat_get_xact_numscans(relation)), 0)::text FROM watch.watched
$$;
CREATE FUNCTION watch.look() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
	IF tg_event = 'ddl_command_start' THEN
		PERFORM set_config('watch.scans', watch.scans(), false);
	ELSIF watch.scans() <> current_setting('watch.scans', true) THEN
		INSERT INTO watch.seen
		SELECT tg_tag, string_agg(relation::regclass || ' ' || mode, ', ' ORDER BY relation::regclass::text, mode)
		FROM watch.watched JOIN pg_locks USING (relation)
		WHERE pid = pg_backend_pid() AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
		HAVING count(*) > 0;
	END IF;
END $$;
CREATE EVENT TRIGGER watch_start ON ddl_command_start EXECUTE FUNCTION watch.look();
CREATE EVENT TRIGGER watch_end ON ddl_command_end EXECUTE FUNCTION watch.look();
};
my $unwatch = q{
DROP EVENT TRIGGER watch_start;
DROP EVENT TRIGGER watch_end;
SELECT concat_ws(' with ', command, locks) FROM watch.seen;
};

# Both sides are created, the first with rows by $rows.  With "locks", it is not
# done without these; with "keeps", an index is not built anew.
sub test_change
{
	my ($name, $old, $rows, $new, %options) = @_;

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

	unlike($form, qr/^-- hazards: .*block_/m, "$name: nobody waits for work on rows") if !defined $options{locks};
	my $kept = defined $options{keeps} ? $node->safe_psql('peer', "SELECT '$options{keeps}'::regclass::oid") : '';

	$node->safe_psql('peer', $watch);
	($code, $stdout, $stderr) = $node->psql('peer', 'CALL schemaver_deploy()');
	is($code, 0, "$name: deployed") or diag("$stderr\n$form");
	is($node->safe_psql('peer', $unwatch), $options{locks} // '', "$name: no strong lock while a table is read") or diag($form);
	is($node->safe_psql('peer', "SELECT '$options{keeps}'::regclass::oid"), $kept, "$name: $options{keeps} stays") if defined $options{keeps};
	$node->safe_psql('peer', 'SET client_min_messages = warning; DROP SCHEMA watch CASCADE');
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
test_change('a key of an index that is there, of a column that may be NULL',
	'CREATE TABLE t (id int, b text); CREATE UNIQUE INDEX t_id ON t (id); CREATE UNIQUE INDEX t_b ON t (b);',
	'INSERT INTO t SELECT i, i FROM generate_series(1, 200) i;',
	'CREATE TABLE t (id int, b text UNIQUE); ALTER TABLE t ADD CONSTRAINT t_id PRIMARY KEY (id);');
test_change('a key whose index has another name',
	'CREATE TABLE t (id int, b text); CREATE UNIQUE INDEX found ON t (id);',
	'INSERT INTO t SELECT i, i FROM generate_series(1, 200) i;',
	'CREATE TABLE t (id int, b text); ALTER TABLE t ADD CONSTRAINT wanted PRIMARY KEY (id);');
test_change('a check that becomes valid, and one that gets another expression',
	'CREATE TABLE t (a int, b int CONSTRAINT small CHECK (b < 500)); ALTER TABLE t ADD CONSTRAINT known CHECK (a > 0) NOT VALID;',
	'INSERT INTO t SELECT i, i FROM generate_series(1, 200) i;',
	'CREATE TABLE t (a int CONSTRAINT known CHECK (a > 0), b int CONSTRAINT small CHECK (b < 400));');
test_change('a check of a parent alone', 'CREATE TABLE base (a int); CREATE TABLE t () INHERITS (base);',
	'INSERT INTO t SELECT i FROM generate_series(1, 200) i;',
	'CREATE TABLE base (a int); CREATE TABLE t () INHERITS (base); ALTER TABLE base ADD CONSTRAINT empty CHECK (false) NO INHERIT;');
test_change('another foreign key with the unique key that it needs',
	'CREATE TABLE r (x int, y int, z text); CREATE UNIQUE INDEX r_xy ON r (x, y); CREATE TABLE t (x int, y int, z text);',
	'INSERT INTO r SELECT i, i, i FROM generate_series(1, 200) i; INSERT INTO t TABLE r;',
	q{CREATE TABLE r (x int, y int, z text); CREATE UNIQUE INDEX r_xy ON r (x, y); ALTER TABLE r ADD CONSTRAINT r_yz UNIQUE (y, z);
	CREATE TABLE t (x int, y int, z text, FOREIGN KEY (x, y) REFERENCES r (x, y) ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE, FOREIGN KEY (y, z) REFERENCES r (y, z));});
test_change('a primary key in place of the unique one that foreign keys refer to',
	'CREATE TABLE r (x int UNIQUE); CREATE TABLE t (x int CONSTRAINT f REFERENCES r (x)); CREATE TABLE u (x int CONSTRAINT g REFERENCES r (x) ON DELETE CASCADE);',
	'INSERT INTO r SELECT i FROM generate_series(1, 200) i; INSERT INTO t TABLE r; INSERT INTO u TABLE r;',
	'CREATE TABLE r (x int PRIMARY KEY); CREATE TABLE t (x int CONSTRAINT f REFERENCES r (x)); CREATE TABLE u (x int CONSTRAINT g REFERENCES r (x) ON DELETE CASCADE);');
test_change('an index whose column goes', 'CREATE TABLE t (a int, b int, c int); CREATE INDEX i ON t (a, b, c);',
	'INSERT INTO t SELECT i, i, i FROM generate_series(1, 200) i;',
	'CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a, b);');
test_change('a new column with a foreign key and in an index', 'CREATE TABLE "user" (id uuid PRIMARY KEY); CREATE TABLE t (a int);',
	'INSERT INTO t SELECT i FROM generate_series(1, 200) i;',
	'CREATE TABLE "user" (id uuid PRIMARY KEY); CREATE TABLE t (a int, "By" uuid CONSTRAINT "F" REFERENCES "user"); CREATE INDEX "I" ON t ("By", a);');
test_change('a generated column, which needs a rewrite', 'CREATE TABLE t (a int);',
	'INSERT INTO t SELECT i FROM generate_series(1, 200) i;',
	'CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED);', locks => 'ALTER TABLE with t AccessExclusiveLock, t ShareLock');
test_change('a type that needs a rewrite', 'CREATE TABLE t (id int PRIMARY KEY, n bigint); CREATE INDEX i ON t (n);',
	'INSERT INTO t SELECT i, i FROM generate_series(1, 200) i;',
	q{CREATE TABLE t (id int PRIMARY KEY, n numeric(20, 2) NOT NULL DEFAULT 0); CREATE INDEX i ON t (n);});
test_change('a primary key of a column that gets another type',
	'CREATE TABLE t (id int NOT NULL, b text);',
	'INSERT INTO t SELECT i, i FROM generate_series(1, 200) i;',
	'CREATE TABLE t (id bigint PRIMARY KEY, b text);');
test_change('a primary key that goes to a column which gets another type',
	'CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b text);',
	'INSERT INTO t SELECT i, i, i FROM generate_series(1, 200) i;',
	'CREATE TABLE t (id int, a bigint PRIMARY KEY, b text UNIQUE);');

test_change('a type together with what is asked of other columns',
	'CREATE TABLE t (a int, b int, c int); ALTER TABLE t ADD CONSTRAINT known CHECK (c > 0) NOT VALID;',
	'INSERT INTO t SELECT i, i, i FROM generate_series(1, 200) i;',
	'CREATE TABLE t (a text, b int NOT NULL, c int CONSTRAINT known CHECK (c > 0));');

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
test_change('an index of partitions by another method', "$whole CREATE INDEX i ON t (c);", $both, "$whole CREATE INDEX i ON t USING hash (c);");
test_change('an index of partitions that was not attached',
	"$whole CREATE INDEX i ON ONLY t (c); CREATE INDEX p2_i ON p2 (c); ALTER INDEX i ATTACH PARTITION p2_i;", $both,
	"$whole CREATE INDEX i ON ONLY t (c); CREATE INDEX p1_i ON p1 (c); CREATE INDEX p2_i ON p2 (c); ALTER INDEX i ATTACH PARTITION p1_i; ALTER INDEX i ATTACH PARTITION p2_i;");
test_change('an index by the expression of JSON of partitions', ($whole =~ s/b text/b jsonb/r), ($both =~ s/i::text/to_jsonb(i)/gr),
	($whole =~ s/b text/b jsonb/r) . ' CREATE INDEX i ON t USING gin (b);');
test_change('keys of partitions', $whole, $both, $whole . q{
ALTER TABLE t ADD PRIMARY KEY (id, at);
ALTER TABLE t ADD CONSTRAINT u UNIQUE (a, at);
ALTER TABLE p1 ADD CONSTRAINT v UNIQUE (c);});
test_change('a key of which a partition has the index', "$whole CREATE UNIQUE INDEX mine ON p1 (id, at);", $both,
	"$whole ALTER TABLE p1 ADD CONSTRAINT mine UNIQUE (id, at); ALTER TABLE t ADD CONSTRAINT u UNIQUE (id, at);");
test_change('an index of partitions to which the primary key of one belongs', "$whole ALTER TABLE p1 ADD CONSTRAINT k PRIMARY KEY (id, at);", $both,
	"$whole ALTER TABLE p1 ADD CONSTRAINT k PRIMARY KEY (id, at); CREATE UNIQUE INDEX i ON t (id, at);");
test_change('the same with the primary key', $whole, $both,
	"$whole CREATE UNIQUE INDEX i ON ONLY t (id, at); ALTER TABLE p1 ADD CONSTRAINT k PRIMARY KEY (id, at); ALTER INDEX i ATTACH PARTITION k;");
test_change('foreign keys of partitions', "$whole CREATE TABLE r (a int PRIMARY KEY); CREATE TABLE s (id int, at date);",
	"INSERT INTO r SELECT i FROM generate_series(1, 200) i; INSERT INTO s SELECT i, '2020-05-01' FROM generate_series(1, 200) i; $both",
	"$whole CREATE TABLE r (a int PRIMARY KEY); CREATE TABLE s (id int, at date); CREATE UNIQUE INDEX u ON t (id, at); ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES r; ALTER TABLE s ADD FOREIGN KEY (id, at) REFERENCES t (id, at);");
test_change('checks and NOT NULL of partitions', $whole, $both,
	($whole =~ s/a int,/a int NOT NULL CHECK (a > 0),/r));
test_change('a partition whose own index is like that of the parent',
	'CREATE TABLE t (id int, a int, b text) PARTITION BY LIST (a); CREATE TABLE q (id int, a int, b text); CREATE INDEX t_i ON t (a, b); CREATE INDEX own ON q (a, b);',
	'INSERT INTO q SELECT i, 1, i FROM generate_series(1, 200) i;',
	'CREATE TABLE t (id int, a int, b text) PARTITION BY LIST (a); CREATE TABLE q (id int, a int, b text); ALTER TABLE t ATTACH PARTITION q FOR VALUES IN (1); CREATE INDEX t_i ON t (a, b); CREATE INDEX own ON q (a, b);');

test_change('a primary key in place of the unique index to which the one of a partition belongs',
	"$whole CREATE UNIQUE INDEX k ON ONLY t (id, at); ALTER TABLE p1 ADD CONSTRAINT mine PRIMARY KEY (id, at); ALTER INDEX k ATTACH PARTITION mine; CREATE UNIQUE INDEX other ON p2 (id, at); ALTER INDEX k ATTACH PARTITION other;", $both,
	"$whole ALTER TABLE p1 ADD CONSTRAINT mine PRIMARY KEY (id, at); ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (id, at);",
	keeps => 'mine');
test_change('a unique key of another name in place of the index to which that of a partition belongs',
	"$whole CREATE UNIQUE INDEX k ON ONLY t (id, at); ALTER TABLE p1 ADD CONSTRAINT mine UNIQUE (id, at); ALTER INDEX k ATTACH PARTITION mine; CREATE UNIQUE INDEX other ON p2 (id, at); ALTER INDEX k ATTACH PARTITION other;", $both,
	"$whole ALTER TABLE p1 ADD CONSTRAINT mine UNIQUE (id, at); ALTER TABLE t ADD CONSTRAINT u UNIQUE (id, at);",
	keeps => 'mine');
test_change('a primary key in place of the unique index of partitions', "$whole CREATE UNIQUE INDEX k ON t (id, at);", $both,
	"$whole ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (id, at);");

test_change('a materialized view of a new column', 'CREATE TABLE t (a int);', 'INSERT INTO t SELECT i FROM generate_series(1, 200) i;',
	'CREATE TABLE t (a int, b numeric(10, 2)); CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;');
test_change('another query of a materialized view',
	'CREATE TABLE t (a int, b text); CREATE MATERIALIZED VIEW m AS SELECT a FROM t; CREATE INDEX m_a ON m (a);',
	'INSERT INTO t SELECT i, i FROM generate_series(1, 200) i; REFRESH MATERIALIZED VIEW m;',
	q{CREATE TABLE t (a int, b text); CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t WHERE b <> 'x'; CREATE INDEX m_a ON m (a); GRANT SELECT ON m TO PUBLIC; COMMENT ON MATERIALIZED VIEW m IS 'm';});
test_change('a materialized view of another column, which takes the place of one',
	'CREATE TABLE t (a int, old text); CREATE MATERIALIZED VIEW m AS SELECT a, old FROM t; CREATE VIEW v AS SELECT a FROM m;',
	'INSERT INTO t SELECT i, i FROM generate_series(1, 200) i; REFRESH MATERIALIZED VIEW m;',
	'CREATE TABLE t (a int, new text); CREATE MATERIALIZED VIEW m AS SELECT a, new FROM t; CREATE VIEW v AS SELECT a FROM m;');

# What nobody has declared refers to a table that goes.
$node->safe_psql('postgres', 'DROP DATABASE IF EXISTS peer');
$node->safe_psql('postgres', 'CREATE DATABASE peer');
$node->safe_psql('peer', q{
CREATE EXTENSION schemaver;
CREATE SCHEMA other;
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE other.u (id int CONSTRAINT refers REFERENCES t);
SELECT schemaver_model('CREATE TABLE z (a int)');});

my ($code, $stdout, $stderr) = $node->psql('peer', q{SELECT schemaver_revision('x', autogenerate => true, rev_id => 'x')});

is($code, 0, 'a table to which another schema refers: a revision');
like($stderr, qr/WARNING:  the upgrade will fail.*constraint refers on table other.u.*let the model be about their schemas/s, 'it says what is in the way');
($code, $stdout, $stderr) = $node->psql('peer', q{SELECT schemaver_online('x')});
isnt($code, 0, 'no online form of a script that fails');
like($stderr, qr/constraint refers on table other.u.*HINT:  The script cannot be run like this/s, 'and why, and what is to be done');
unlike($stderr, qr/CASCADE/, 'nobody is told to drop more');

$node->stop;
done_testing();
