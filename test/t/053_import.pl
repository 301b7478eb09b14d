# Migrations of other tools become revisions, and what the tools have applied
# becomes the version.

use strict;
use warnings;

use Cwd qw(getcwd);

use File::Temp qw(tempdir);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('import');
$node->init;
$node->start;

my $base = tempdir(CLEANUP => 1);
my $data = getcwd() . '/test/data/import';

sub database
{
	my ($name, @sql) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE \"$name\"");
	$node->safe_psql($name, $_) foreach 'CREATE EXTENSION schemaver', @sql;
	return $name;
}

sub slurp
{
	open(my $file, '<:raw', $_[0]) or die "could not read $_[0]: $!";
	local $/ = undef;
	return scalar <$file>;
}

# Objects of the schema public, with their definitions.
sub schema_of
{
	my ($database) = @_;
	my ($stdout) = run_command([ 'pg_dump', '--schema-only', '-T', 'alembic_version', '-d', $node->connstr($database) ]);

	$stdout =~ s/^\\(un)?restrict.*$//mg;
	return $stdout;
}

# The files in a folder and in those within it, by name
sub files_below
{
	my ($base, $folder) = @_;

	return sort map { -d "$base/$_" ? files_below($base, $_) : $_ } map { s{^\Q$base\E/}{}r } glob("'$base/$folder/*'");
}

# All revisions: id, parents, dependencies, flags.
sub graph_of
{
	my ($database) = @_;

	return $node->safe_psql($database, q{
		SELECT concat_ws(' ', h.revision, '<' || array_to_string(h.down_revisions, ',') || '>',
			nullif('needs ' || array_to_string(h.depends_on, ','), 'needs '),
			nullif('labels ' || array_to_string(h.branch_labels, ','), 'labels '),
			CASE WHEN NOT r.transactional THEN 'alone' END, CASE WHEN r.downgrade IS NULL THEN 'no way back' END,
			CASE WHEN h.is_applied THEN 'applied' END)
		FROM schemaver_history() WITH ORDINALITY h JOIN schemaver.revision r ON r.revision = h.revision ORDER BY h.ordinality DESC});
}

my %expected = (
	dbmate => <<'END',
20261121155516 <> applied
20261121155517 <20261121155516> alone applied
20261121155518 <20261121155517>
END
	diesel => <<'END',
00000000000000 <> applied
20180122142351 <00000000000000> applied
202611211855000000 <20180122142351> alone
END
	django => <<'END',
shop.0001_initial <> applied
shop.0002_fill <shop.0001_initial> no way back
shop.0003_item_price <shop.0002_fill>
END
	drizzle => <<'END',
0000_brave_hulk <> no way back applied
0001_add_posts <0000_brave_hulk> no way back
END
	flyway => <<'END',
V1 <> applied
V2 <V1> applied
V2.1 <V2> no way back
V10 <V2.1> alone no way back
END
	'golang-migrate' => <<'END',
000001 <> applied
000002 <000001> applied
000003 <000002> alone applied
000004 <000003> no way back
END
	goose => <<'END',
00001 <> applied
20261121185430 <00001> applied
20261121185431 <20261121185430> alone
20261121185432 <20261121185431> no way back
END
	liquibase => <<'END',
Ada_Lovelace_the_first <> applied
Ada_lines <Ada_Lovelace_the_first> applied
Ada_elsewhere <Ada_lines> applied
nvoxland_1 <Ada_elsewhere> applied
nvoxland_2 <nvoxland_1> applied
nvoxland_3 <nvoxland_2> applied
Ada_index_1 <nvoxland_3> alone
Ada_go <Ada_index_1>
Ada_last <Ada_go> no way back
Ada_1795287428700_1 <Ada_last> no way back
Ada_1795287428700_2 <Ada_1795287428700_1> no way back
Ada_1795287428700_3 <Ada_1795287428700_2> no way back
END
	'node-pg-migrate' => <<'END',
1795276518852 <> applied
1795276519259 <1795276518852> applied
1795276519510 <1795276519259> no way back
END
	plain => <<'END',
1 <> no way back
2 <1>
10 <2> no way back
END
	pop => <<'END',
20191100000001000000 <> applied
20191100000001000001 <20191100000001000000> alone applied
20260102030405000000 <20191100000001000001> no way back
END
	prisma => <<'END',
20261121185430 <> applied
20261121185431 <20261121185430> no way back
END
	rails => <<'END',
20261121185430 <> applied
20261121185431 <20261121185430> alone
END
	'sql-migrate' => <<'END',
20261121185430 <> applied
20261121185431 <20261121185430> alone
20261121185432 <20261121185431>
END
	sqitch => <<'END',
appschema <> applied
users <appschema> applied
flips <users> needs appschema applied
insert_user <flips> needs users,appschema applied
insert_user_2 <insert_user>
fl_2.x <insert_user_2> needs flips
END
);

# The functions of Sqitch's files are BEGIN ATOMIC, which is new in 14.
my $atomic = $node->safe_psql('postgres', 'SHOW server_version_num') >= 140000;

for my $tool (sort keys %expected)
{
	my $files = "$data/$tool/files";
	my $used = CommandLine->new($node, database("used_$tool", slurp("$data/$tool/table.sql")), "$base/$tool folder");
	my ($status, $stdout, $stderr) = $used->run('import', $tool, "$files/");

	is($status, 0, "$tool: import") or diag($stderr);
	is(join('', map { "$_\n" } files_below($used->{folder}, 'migrations')), $stdout, "$tool: the files are named");
	is(graph_of("used_$tool") . "\n", $expected{$tool}, "$tool: the graph and the version");
	(undef, $stdout) = $used->run('import', $tool, $files);
	is(graph_of("used_$tool") . "\n", $expected{$tool}, "$tool: the same when imported again");
	unlike(($used->run('load'))[1], qr/^(?!unchanged)/m, "$tool: the files are what was loaded");

	# a database that has seen nothing, from the files alone
	my $fresh = CommandLine->new($node, database("fresh_$tool"), "$base/$tool folder");
	is(($fresh->run('load'))[0], 0, "$tool: load into another database");
	next if $tool eq 'sqitch' && !$atomic;
	for my $direction ('upgrade', 'downgrade')
	{
		my $range = $direction eq 'upgrade' ? 'base:heads' : 'heads:base';
		my ($sql_status, $sql, $sql_stderr) = $fresh->run($direction, '--sql', $range);

		if ($direction eq 'downgrade' && $expected{$tool} =~ /no way back/)
		{
			like($sql_stderr, qr/no downgrade script/, "$tool: no way back");
			next;
		}
		is($sql_status, 0, "$tool: $direction") or diag($sql_stderr);
		$fresh->put('run.sql', $sql);
		if ($tool eq 'django')
		{
			# it runs Python
			my (undef, $refusal) = run_command([ 'psql', '-X', '-q', '-d', $node->connstr("fresh_$tool"), '-f', "$fresh->{folder}/run.sql" ]);
			like($refusal, qr/migration "shop.0002_fill.up.sql" has not been imported/, "$tool: what is not SQL refuses to run");
			last;
		}
		my $ok = run_log([ 'psql', '-X', '-q', '-d', $node->connstr("fresh_$tool"), '-f', "$fresh->{folder}/run.sql" ]);
		ok($ok, "$tool: the scripts run, $direction");
		is($node->safe_psql("fresh_$tool", 'SELECT state FROM schemaver_status()'),
			$direction eq 'upgrade' ? 'current' : 'empty', "$tool: after the $direction");
	}
}

# Some files to the byte
my $function = CommandLine->new($node, 'used_dbmate', "$base/dbmate folder");
like($function->get('migrations/20261121155516_create_users.sql'),
	qr/\A-- create users\n--\n-- Revision ID: 20261121155516\n-- Revises:\n-- Create Date: 2026-11-21 15:55:16\+00\n\n-- migrate:up\ncreate table users \(\n  id integer primary key,\n  name varchar\(255\) default '-- migrate:down'\n\);\n\ncreate function shout\(t text\) returns text language plpgsql as \$\$\nbegin\n  -- a comment; with a semicolon\n  return upper\(t\) \|\| '; \xc3\xa9t\xc3\xa9';\nend \$\$;\n\n-- migrate:down\ndrop function shout\(text\);\ndrop table users;\n/,
	'dbmate: the text of a file');
my $script = q{SELECT %s || '|' FROM schemaver.revision WHERE revision = %s};
is($node->safe_psql('used_golang-migrate', sprintf $script, 'upgrade', "'000002'"),
	"\nCREATE TYPE enum_mood AS ENUM (\n\t'happy',\n\t'sad',\n\t'neutral'\n);\nALTER TABLE users ADD COLUMN mood enum_mood; -- BEGIN; COMMIT;\n\n|",
	'golang-migrate: BEGIN and COMMIT are cut out, and nothing else');
SKIP:
{
	skip 'BEGIN ATOMIC needs PostgreSQL 14', 1 if !$atomic;
	is($node->safe_psql('used_sqitch', sprintf $script, 'upgrade', "'insert_user_2'"),
		"-- Deploy flipr:insert_user to pg\n-- requires: users\n-- requires: appschema\n\n\nCREATE OR REPLACE FUNCTION flipr.insert_user(nickname TEXT, password TEXT) RETURNS VOID LANGUAGE SQL\nBEGIN ATOMIC\n    INSERT INTO flipr.users VALUES(\$1, sha256((\$2)::bytea)::text, now());\nEND;\n\n|",
		'sqitch: a reworked change');
}
like($node->safe_psql('used_sqitch', sprintf $script, 'upgrade', "'users'"),
	qr/-- verify\nDO \$do\$\nBEGIN\nEXECUTE \$verify\$/, 'sqitch: the verify script');
is($node->safe_psql('used_liquibase', sprintf $script, 'upgrade', "'Ada_go'"),
	"CREATE TABLE test2 (id integer)\n;\nCREATE TABLE test3 (id integer)\n;\n|", 'liquibase: another delimiter');
is($node->safe_psql('used_liquibase', sprintf $script, 'downgrade', "'nvoxland_3'"),
	"delete from test1 where id = 1;\ndelete from test1 where id = 2;\n|", 'liquibase: a rollback in a comment');
is($node->safe_psql('used_liquibase', sprintf $script, 'upgrade', "'Ada_lines'"),
	"INSERT INTO country VALUES ('GO', 'one\nGO home');\n;\nCREATE TABLE town (name text)\n;\n|", 'liquibase: a delimiter on a line of its own');
is($node->safe_psql('used_liquibase', sprintf $script, 'downgrade', "'Ada_Lovelace_the_first'"),
	"DROP TABLE country;\n|", 'liquibase: a rollback that ends with its comment');
like($node->safe_psql('used_goose', sprintf $script, 'upgrade', "'20261121185430'"),
	qr/language plpgsql\n;\n\nSELECT 'up SQL query';/, 'goose: a statement without an end');

is($node->safe_psql('used_drizzle', sprintf $script, 'upgrade', "'0001_add_posts'"),
	slurp("$data/drizzle/files/0001_add_posts.sql") =~ s/(?<=\('Ada'\))/\n;/r . '|', 'drizzle: a statement without an end');

# Flyway's repeatable migrations, and Sqitch's verify scripts
my $repeatables = 'SELECT name, kind, state, filename FROM schemaver_repeatables()';
is($node->safe_psql('used_flyway', $repeatables), 'People_view|script|applied|R__People_view.sql', 'flyway: a repeatable migration that was run');
is($node->safe_psql('fresh_flyway', $repeatables), 'People_view|script|applied|R__People_view.sql', 'flyway: one that is run here');
is($node->safe_psql('used_sqitch', $repeatables),
	join("\n", map { "$_|check|pending|checks/$_.sql" } qw(appschema users)), 'sqitch: the verify scripts that have statements are checks');
my $people = slurp("$data/flyway/files/R__People_view.sql");
foreach my $case ([ 'as it was', $people, 'applied' ], [ 'with other line ends', $people =~ s/\n/\r\n/gr, 'applied' ],
	[ 'changed since', "$people-- more\n", 'pending' ])
{
	my ($what, $content, $state) = @$case;

	database('flyway_repeatable', slurp("$data/flyway/table.sql"));
	$node->safe_psql('flyway_repeatable', 'CREATE EXTENSION IF NOT EXISTS schemaver; SELECT schemaver_import(\'flyway\', ARRAY[\'R__People_view.sql\'], '
		. "ARRAY[decode('" . unpack('H*', $content) . "', 'hex')])");
	is($node->safe_psql('flyway_repeatable', 'SELECT state FROM schemaver_repeatables()'), $state, "flyway: a repeatable migration, $what");
	$node->safe_psql('postgres', 'DROP DATABASE flyway_repeatable');
}

# Neither autogenerate nor a check is about the tools' own tables
foreach my $tool (sort keys %expected)
{
	is($node->safe_psql("used_$tool", q{SET client_min_messages = error; SELECT schemaver_model('CREATE TABLE nothing ()');
		SELECT string_agg(identity, ' ' ORDER BY identity) FROM schemaver_diff() WHERE identity ~ 'migration|version|history|changelog|metadata'}),
		"{public}\n", "$tool: its tables are not compared");
}

# ----------
# Flyway's baselines stand for what comes before them; rows as Flyway writes them
# ----------
my $flyway_table = slurp("$data/flyway/table.sql") =~ s/^INSERT .*\n//mgr;
my $row = q{INSERT INTO flyway_schema_history VALUES (%d, '%s', 'x', '%s', '%s', 1, 'postgres', now(), 1, true)};
my @flyway = (
	# files; rows of the table: version, type, script; graph
	[ [qw(V1__a V2__b B2__a_and_b V003_1__c)], [ ['2', 'SQL_BASELINE', 'B2__a_and_b.sql'] ],
		"V1 <> no way back applied\nV2 <V1> no way back applied\nV003.1 <V2> no way back" ],
	[ [qw(V1__a V2__b B2__a_and_b V003_1__c)], [ [ '1', 'BASELINE', '<< Flyway Baseline >>' ] ],
		"V1 <> no way back applied\nV2 <V1> no way back\nV003.1 <V2> no way back" ],
	[ [qw(B1__a B2__a_and_b V3__c B3__all)], [ [ '1', 'SQL', 'V1__a.sql' ], [ '2', 'SQL', 'V2__b.sql' ], [ '3', 'SQL', 'V3__c.sql' ] ],
		"V2 <> no way back applied\nV3 <V2> no way back applied" ],
	[ [qw(V1__a V2__b V3__c)], [ [ '1', 'SQL', 'V1__a.sql' ], [ '2', 'SQL', 'V2__b.sql' ], [ '2', 'UNDO_SQL', 'U2__b.sql' ],
			[ '3', 'SQL', 'V3__c.sql' ], [ '3', 'DELETE', 'V3__c.sql' ] ],
		"V1 <> no way back applied\nV2 <V1> no way back\nV3 <V2> no way back" ]);
for my $number (0 .. $#flyway)
{
	my ($files, $rows, $graph) = @{ $flyway[$number] };
	my $rank = 0;
	my $us = CommandLine->new($node, database("flyway_$number", $flyway_table, map { sprintf $row, ++$rank, @$_ } @$rows), "$base/flyway $number");

	mkdir "$us->{folder}/db";
	$us->put("db/$_.sql", "CREATE TABLE $_ (id integer);\n") foreach @$files;
	my ($status, $stdout, $stderr) = $us->run('import', 'flyway', 'db');
	is($status, 0, "flyway: import of @$files") or diag($stderr);
	is(graph_of("flyway_$number"), $graph, "flyway: the graph of @$files");
}

# ----------
# Diesel: settings that do not say whether there is to be a transaction, or do
# ----------
my $diesel = CommandLine->new($node, database('diesel'), "$base/diesel");
my $number = 0;
for my $settings ('# nothing', 'run_in_transaction = true', 'run_in_transaction = false', undef)
{
	my $folder = sprintf 'db/2026-11-21-185500-%04x_x', $number++;

	mkdir "$diesel->{folder}/$_" foreach 'db', $folder;
	$diesel->put("$folder/up.sql", 'SELECT 1;');
	$diesel->put("$folder/metadata.toml", "$settings\n") if defined $settings;
}
is(($diesel->run('import', 'diesel', 'db'))[0], 0, 'diesel: import of settings');
is($node->safe_psql('diesel', q{SELECT string_agg(transactional::text, ' ' ORDER BY revision) FROM schemaver.revision}),
	'false true false true', 'diesel: what runs in a transaction');

# ----------
# goose: older ones have rows for what went down
# ----------
my $old = CommandLine->new($node, database('old_goose', slurp("$data/goose/table.sql"),
	'INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (7, 20261121185431, true), (8, 20261121185431, false), (9, 20261121185430, false)'),
	"$base/old goose");
is(($old->run('import', 'goose', "$data/goose/files"))[0], 0, 'goose: import of an older table');
$old->prints(['current'], "00001\n", 'goose: the last row counts');

# ----------
# Alembic: what it wrote once, and what it writes here
# ----------
my $recorded = "$data/alembic/files";
my $alembic_graph = <<'END';
1975ea83b712 <> applied
ae1027a6acf0 <1975ea83b712> labels billing applied
b00000000001 <1975ea83b712> needs ae1027a6acf0 labels shipping applied
c00000000001 <ae1027a6acf0> alone applied
d00000000001 <c00000000001,b00000000001> applied
e00000000001 <> needs d00000000001 labels other
f00000000001 <d00000000001>
END
my ($up, $down, $history) = map { slurp("$recorded/$_") } qw(upgrade.sql downgrade.sql history.txt);
my $call = join ', ', map { "convert_from('\\x" . unpack('H*', $_) . "', 'UTF8')" } $up, $down, $history;

database('recorded', slurp("$data/alembic/table.sql"));
is($node->safe_psql('recorded', "SELECT string_agg(action, ' ') FROM schemaver_import_alembic($call)"),
	join(' ', ('added') x 7), 'alembic: recorded output');
is(graph_of('recorded') . "\n", $alembic_graph, 'alembic: the graph and the version');
is($node->safe_psql('recorded', q{SELECT string_agg(message, '; ' ORDER BY revision) FROM schemaver.revision}),
	'create users, and more; Add a column (head); shipping starts; index; merge; other root; empty', 'alembic: messages');
is($node->safe_psql('recorded', q{SELECT string_agg(upgrade || downgrade, '') FROM schemaver.revision WHERE upgrade || downgrade ~ 'alembic_version|COMMIT'}), '', 'alembic: no bookkeeping');
is($node->safe_psql('recorded', sprintf $script, 'upgrade', "'ae1027a6acf0'"),
	"ALTER TABLE users ADD COLUMN paid BOOLEAN;\n\nINSERT INTO users (id, name) VALUES (1, 'it''s');\n|", 'alembic: a script');
is($node->safe_psql('recorded', "SELECT string_agg(action, ' ') FROM schemaver_import_alembic($call)"),
	join(' ', ('unchanged') x 7), 'alembic: imported again');
database('part');
$call = join ', ', map { "convert_from('\\x" . unpack('H*', $_) . "', 'UTF8')" } $up;
$node->safe_psql('part', "SELECT schemaver_import_alembic($call)");
like(graph_of('part'), qr/^1975ea83b712 <> no way back$/m, 'alembic: the upgrade alone');

SKIP:
{
	# psycopg2 is for the Python that alembic runs with
	skip 'alembic is not installed', 13 if system(q{alembic --version >/dev/null 2>&1 && $(head -n 1 "$(command -v alembic)" | sed 's/^#!//') -c 'import psycopg2' 2>/dev/null}) != 0;

	database($_) foreach 'by_alembic', 'by_us';
	my $project = "$base/project";
	run_command([ 'cp', '-r', "$data/alembic/project", $project ]);
	my $ini = slurp("$project/alembic.ini");
	my ($host, $port) = ($node->host, $node->port);
	$ini =~ s{^sqlalchemy.url = .*}{sqlalchemy.url = postgresql+psycopg2:///by_alembic?host=$host&port=$port}m;
	open(my $file, '>', "$project/alembic.ini") or die;
	print $file $ini;
	close $file;

	my $us = CommandLine->new($node, 'by_us', "$base/alembic folder");
	my ($status, $stdout, $stderr) = $us->run('import', 'alembic', $project);
	is($status, 0, 'alembic: import what is installed') or diag($stderr);
	is(graph_of('by_us') . "\n", $alembic_graph =~ s/ applied$//mgr, 'alembic: the graph');
	my (undef, $sql) = $us->run('upgrade', '--sql', 'base:heads');
	$us->put('run.sql', $sql);
	ok(run_log([ 'psql', '-X', '-q', '-d', $node->connstr('by_us'), '-f', "$us->{folder}/run.sql" ]), 'alembic: our upgrade');
	ok(run_log([ 'sh', '-c', 'cd "$1" && alembic upgrade heads', 'sh', $project ]), 'alembic: its upgrade');
	is(schema_of('by_us'), schema_of('by_alembic'), 'alembic: both make the same schema');

	# one that cannot be rendered does not keep the others from being imported
	foreach ([ 'a00000000002', 'f00000000001', "op.execute('CREATE TABLE half (id integer)')\n    op.get_bind().execute('SELECT 1').scalar()", "raise NotImplementedError('no way back')" ],
		[ 'a00000000003', 'a00000000002', "op.execute('CREATE TABLE whole (id integer)')", "op.execute('DROP TABLE whole')" ])
	{
		my ($id, $parent, $up_body, $down_body) = @$_;
		open(my $version, '>', "$project/migr/versions/$id.py") or die;
		print $version qq{"""number $id"""\nrevision = '$id'\ndown_revision = '$parent'\nfrom alembic import op\n\n\ndef upgrade():\n    $up_body\n\n\ndef downgrade():\n    $down_body\n};
		close $version;
	}
	my $guarded = CommandLine->new($node, database('guarded'), "$base/guarded folder");
	($status, $stdout, $stderr) = $guarded->run('import', 'alembic', $project);
	is($status, 0, 'alembic: import with a migration that cannot be rendered') or diag($stderr);
	like($stderr, qr/file "migr\/versions\/a00000000002.py": its upgrade cannot be rendered \(AttributeError: .*\), so revision "a00000000002" refuses/, 'alembic: that is told');
	like($stderr, qr/file "migr\/versions\/a00000000002.py": its downgrade cannot be rendered \(NotImplementedError: no way back\)/, 'alembic: and that there is no way back');
	like(graph_of('guarded'), qr/^f00000000001 <d00000000001>\na00000000002 <f00000000001> no way back\na00000000003 <a00000000002>$/m, 'alembic: the graph has it');
	like($node->safe_psql('guarded', sprintf $script, 'upgrade', "'a00000000002'"), qr/RAISE EXCEPTION.*What there is of it:\n-- \| CREATE TABLE half/s, 'alembic: it refuses to run');
	unlink "$project/migr/versions/$_.py" foreach 'a00000000002', 'a00000000003';

	my $taken = CommandLine->new($node, 'by_alembic', "$base/alembic folder");
	is(($taken->run('import', 'alembic', $project))[0], 0, 'alembic: import into its database');
	$taken->prints(['current', '--check-heads'], "e00000000001 (head)\nf00000000001 (head)\n", 'alembic: its version is ours');
}

# ----------
# Bad input
# ----------
my $bad = CommandLine->new($node, database('bad'), "$base/bad");
mkdir "$bad->{folder}/$_" foreach 'empty', 'dbmate', 'goose', 'sqitch', 'liquibase', 'alembic', 'binary';
$bad->fails(['import', 'frob', 'empty'], qr/unrecognized format "frob"/, 'an unknown tool');
$bad->fails(['import', 'dbmate', 'nowhere'], qr/folder "nowhere" does not exist/, 'no such folder');
$bad->fails(['import', 'dbmate', 'empty'], qr/no migrations of format "dbmate" found/, 'an empty folder');
is(($bad->run('import'))[0], 2, 'no tool');
$bad->put('dbmate/1_x.sql', "SELECT 1;\n-- migrate:up\n");
$bad->fails(['import', 'dbmate', 'dbmate'], qr/\A(?=(?s:.*)1_x\.sql)(?s:.*)SQL before "-- migrate:up"/, 'dbmate: no section');
$bad->put('goose/1_x.sql', "-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n");
$bad->fails(['import', 'goose', 'goose'], qr/\A(?=(?s:.*)1_x\.sql)(?s:.*)without "-- \+goose StatementEnd"/, 'goose: a block that does not end');
$bad->put('liquibase/x.yaml', "databaseChangeLog:\n- changeSet:\n    id: 1\n");
$bad->fails(['import', 'liquibase', 'liquibase'], qr/\A(?=(?s:.*)x\.yaml)(?s:.*)is not SQL(?s:.*)update-sql/, 'liquibase: another kind of change log');
unlink "$bad->{folder}/liquibase/x.yaml";
$bad->put('liquibase/x.sql', "--liquibase formatted sql\n--changeset a:b\nSELECT 1;\n/* liquibase rollback\nSELECT 2;\n");
$bad->fails(['import', 'liquibase', 'liquibase'], qr/\A(?=(?s:.*)x\.sql)(?s:.*)unterminated comment in the rollback of change set a:b/, 'liquibase: a comment that does not end');
$bad->put('sqitch/sqitch.plan', "%project=x\n\na 2026-01-01T00:00:00Z A <a\@b.c> # x\n");
$bad->fails(['import', 'sqitch', 'sqitch'], qr/file "deploy\/a.sql" does not exist/, 'sqitch: a missing script');
$bad->put('binary/1_x.sql', "-- migrate:up\n\0");
$bad->fails(['import', 'dbmate', 'binary'], qr/\A(?=(?s:.*)(?:line 2|1_x\.sql:2:))(?s:.*)zero byte/, 'a binary file');
$bad->fails(['import', 'alembic', 'alembic'], qr/alembic/, 'alembic: no project');
is($node->safe_psql('bad', 'SELECT count(*) FROM schemaver.revision'), 0, 'nothing was loaded');
is(join(' ', $bad->files), '', 'nothing was written');
$node->safe_psql('bad', 'CREATE TABLE schema_migrations (version bigint, dirty boolean); INSERT INTO schema_migrations VALUES (2, true)');
$bad->fails(['import', 'golang-migrate', "$data/golang-migrate/files"], qr/its last migration has failed/, 'golang-migrate: a dirty database');
is($node->safe_psql('bad', 'SELECT count(*) FROM schemaver.revision'), 0, 'nothing was loaded from it');

# a file that is in the way
my $way = CommandLine->new($node, database('way'), "$base/way");
$way->prints(['init'], '', 'init');
$way->put('migrations/00001_initial.sql', 'mine');
$way->fails(['import', 'goose', "$data/goose/files"], qr/"migrations\/00001_initial.sql" already exists/, 'a file in the way');
is($way->get('migrations/00001_initial.sql'), 'mine', 'it is what it was');
is($node->safe_psql('way', 'SELECT count(*) FROM schemaver.revision'), 0, 'nothing was loaded');

$node->stop;
done_testing();
