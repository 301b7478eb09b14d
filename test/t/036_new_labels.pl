# A label that a script adds to an enumerated type, and uses: the server does not
# read it in the transaction that adds it.  Then the type is made anew; otherwise
# the label is added in place, which costs nothing.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('labels');
my $before = q{
CREATE TYPE e AS ENUM ('a', 'b');
CREATE FUNCTION f(text) RETURNS e IMMUTABLE LANGUAGE sql AS 'SELECT $1::pair.e';
CREATE TABLE t (x e, t text, xs e[], CONSTRAINT t_x CHECK (x <> 'b'));
};
my $after = $before =~ s/'b'\)/'b', 'new one')/r;

$node->init;
$node->append_conf('postgresql.conf', 'autovacuum = off');
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION schemaver');
my $version = $node->safe_psql('postgres', 'SELECT current_setting($$server_version_num$$)::integer / 10000');

# The label is used, and the type is made anew, unless it is "in place".  The
# statements before are those of a table with rows; there may be others.
sub test_label
{
	my ($name, $expected, $uses, $others) = @_;
	my $script = q{
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
DROP SCHEMA IF EXISTS pair CASCADE;
CREATE SCHEMA pair;
SET search_path = pair, public;
};

	$script .= "$before\nINSERT INTO t VALUES ('a', 'new one', '{a,b}');\n" . ($others // '') . "\n";
	$script .= "SET search_path = public;\n";
	$script .= "SELECT schemaver_model(\$model\$CREATE SCHEMA pair; SET search_path = pair, public;\n$after$uses\$model\$, '{pair}');\n";
	$script .= q{
SELECT schemaver_revision('there', autogenerate => true, rev_id => 'there');
SELECT schemaver_upgrade();
SELECT schemaver_check();
SELECT schemaver_downgrade('base');
SELECT schemaver_upgrade();
SELECT 'added: ' || CASE WHEN upgrade ~ 'ADD VALUE' THEN 'in place' ELSE 'anew' END FROM schemaver.revision;
};
	my ($code, $stdout, $stderr) = $node->psql('postgres', $script, on_error_stop => 1);

	ok($code == 0 && $stdout =~ /^added: $expected$/m && $stderr !~ /WARNING/, "$name: $expected")
	  or diag("$stdout\n$stderr");
	return;
}

test_label('nothing else', 'in place',
	q{});
test_label('columns, indexes, views and checks of other labels', 'in place',
	q{ALTER TABLE t ADD COLUMN y e DEFAULT 'a'; CREATE INDEX ON t (x) WHERE x = 'b'; CREATE VIEW v AS SELECT x, x::text AS t FROM t WHERE x = 'a' AND t = 'new one'; ALTER TABLE t ADD CHECK (x <> 'b' OR t <> 'new');});
test_label('the body of a function', 'in place',
	q{CREATE FUNCTION f(x e) RETURNS boolean LANGUAGE sql AS $$ SELECT x = 'new one' $$;});
test_label('a view that computes labels', 'in place',
	q{CREATE VIEW v AS SELECT t::e AS x FROM t WHERE t = 'a';});
test_label('a new table of text that becomes labels', 'in place',
	q{CREATE TABLE u (t text, x e GENERATED ALWAYS AS (f(t)) STORED);});
test_label('a default', 'anew',
	q{ALTER TABLE t ALTER COLUMN x SET DEFAULT 'new one';});
test_label('an array', 'anew',
	q{ALTER TABLE t ALTER COLUMN xs SET DEFAULT '{a,"new one"}';});
test_label('a domain', 'anew',
	q{CREATE DOMAIN d AS e DEFAULT 'new one';});
test_label('a constraint of a domain', 'anew',
	q{CREATE DOMAIN d AS e[] CHECK (VALUE <> '{new one}');});
test_label('a row', 'anew',
	q{CREATE TYPE c AS (n integer, x e); CREATE TABLE u (c c DEFAULT '(1,"new one")');});
test_label('an array of rows', 'anew',
	q{CREATE TYPE c AS (n integer, x e); CREATE TABLE u (c c[] DEFAULT '{"(1,\"new one\")"}');});
test_label('a row of a table', 'anew',
	q{CREATE VIEW v AS SELECT '("new one",,)'::t AS row;});
test_label('a range', 'anew',
	q{CREATE TYPE r AS RANGE (SUBTYPE = e); CREATE TABLE u (r r DEFAULT '[a,"new one"]');});
test_label('a check', 'anew',
	q{ALTER TABLE t ADD CHECK (xs <> '{new one}');});
test_label('an index', 'anew',
	q{CREATE INDEX i ON t (t) WHERE xs = '{new one}';});
test_label('an expression of an index', 'anew',
	q{CREATE INDEX i ON t ((x = 'new one'));});
test_label('a policy', 'anew',
	q{CREATE POLICY p ON t USING (xs @> '{new one}');});
test_label('the condition of a trigger', 'anew',
	q{CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.xs = '{new one}') EXECUTE FUNCTION tr();});
test_label('a rule', 'anew',
	q{CREATE RULE r AS ON UPDATE TO t WHERE NEW.xs = '{new one}' DO INSTEAD NOTHING;});
test_label('a default of an argument', 'anew',
	q{CREATE FUNCTION g(x e[] DEFAULT '{new one}') RETURNS boolean LANGUAGE sql AS 'SELECT true';});
test_label('a body that is parsed', 'anew',
	q{CREATE FUNCTION g() RETURNS e[] LANGUAGE sql BEGIN ATOMIC SELECT '{new one}'::e[]; END;})
  if $version >= 14;
test_label('an aggregate', 'anew',
	q{CREATE FUNCTION g(e, e) RETURNS e LANGUAGE sql AS 'SELECT $2'; CREATE AGGREGATE h(e) (SFUNC = g, STYPE = e, INITCOND = 'new one');});
test_label('a function that an index calls', 'anew',
	q{CREATE FUNCTION g(x e) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$ SELECT x = 'new one' $$; CREATE INDEX i ON t (g(x));});
test_label('such a function without the type', 'anew',
	q{CREATE FUNCTION g(x text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN x::pair.e = 'new one'; END $$; CREATE INDEX i ON t (g(t));});
test_label('a function that is there', 'anew',
	q{CREATE INDEX i ON t (f(t));});
test_label('a partition', 'anew',
	q{CREATE TABLE p (x e) PARTITION BY LIST (x); CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('a', 'new one');},
	q{CREATE TABLE p (x e) PARTITION BY LIST (x);});
test_label('a range of partitions', 'anew',
	q{CREATE TABLE p (x e[]) PARTITION BY RANGE (x); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('{a}') TO ('{new one}');},
	q{CREATE TABLE p (x e[]) PARTITION BY RANGE (x);});
test_label('a bound that changes', 'anew',
	q{CREATE TABLE p (x e) PARTITION BY LIST (x); CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('new one');},
	q{CREATE TABLE p (x e) PARTITION BY LIST (x); CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('a');});
test_label('a generated column', 'anew',
	q{ALTER TABLE t ADD COLUMN g boolean GENERATED ALWAYS AS (xs = '{new one}') STORED;});
test_label('a generated column of rows', 'anew',
	q{ALTER TABLE t ADD COLUMN g e GENERATED ALWAYS AS (f(t)) STORED;});
test_label('a default that is computed', 'anew',
	q{ALTER TABLE t ADD COLUMN g e DEFAULT enum_last(NULL::e);});
test_label('a computed view', 'anew',
	q{CREATE MATERIALIZED VIEW m AS SELECT t::e AS x FROM t;});
test_label('a computed view of a view', 'anew',
	q{CREATE VIEW v AS SELECT t::e AS x FROM t; CREATE MATERIALIZED VIEW m AS SELECT x FROM v;},
	q{CREATE VIEW v AS SELECT t::e AS x FROM t;});
test_label('a computed view of all labels', 'anew',
	q{CREATE MATERIALIZED VIEW m AS SELECT enum_range(NULL::e) AS x;});
test_label('a value in a constant of another type', 'anew',
	q{CREATE TYPE c AS (x e); CREATE MATERIALIZED VIEW m AS SELECT json_populate_record(NULL::c, '{"x": "new one"}');});
test_label('a column that gets the type', 'anew',
	q{CREATE TABLE u (x e);},
	q{CREATE TABLE u (x text); INSERT INTO u VALUES ('new one');});
test_label('a column that gets an array', 'anew',
	q{CREATE TABLE u (x e[]);},
	q{CREATE TABLE u (x text[]); INSERT INTO u VALUES ('{new one}');});
test_label('a domain that gets the type', 'anew',
	q{CREATE DOMAIN d AS e; CREATE TABLE u (x d);},
	q{CREATE DOMAIN d AS text; CREATE TABLE u (x d); INSERT INTO u VALUES ('new one');});

$node->stop;
done_testing();
