# doc/reference.md has every function, table, type, setting and SQLSTATE, as
# the catalogs have them, and no others; doc/program.md has every command.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $page = slurp_file('doc/reference.md');
my $node = PostgreSQL::Test::Cluster->new('reference');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION schemaver');

# The lines of two lists that are in one of them only.
sub same
{
	my ($documented, $real, $name) = @_;
	my %documented = map { $_ => 1 } @$documented;
	my %real = map { $_ => 1 } @$real;

	is_deeply([ grep { !$real{$_} } sort keys %documented ], [], "$name: all that is documented is there");
	is_deeply([ grep { !$documented{$_} } sort keys %real ], [], "$name: all that is there is documented");
	return;
}

# ----------
# Functions, tables and types: the blocks ```synopsis
# ----------
my @synopses = map { s/\s+/ /gr } map { split /\n(?=\S)/ } $page =~ /^```synopsis\n(.*?)\n```$/gms;

same([ map { s/\( /(/gr } grep { !/^schemaver\./ } @synopses ],
	[ split /\n/, $node->safe_psql('postgres', <<~'SQL') ], 'functions');
		SELECT CASE p.prokind WHEN 'p' THEN 'CALL ' ELSE '' END || p.proname || '('
			|| array_to_string(array(
				SELECT concat_ws(' ', a.name, format_type(a.type, NULL), 'DEFAULT '
					|| regexp_replace(pg_get_function_arg_default(p.oid, a.i::integer), '::[a-z ]+(\[\])?$', ''))
				FROM unnest(p.proargnames, p.proargmodes, coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY a(name, mode, type, i)
				WHERE coalesce(a.mode, 'i') = 'i' ORDER BY a.i), ', ')
			|| ')'
			|| CASE WHEN p.prokind = 'p' THEN ''
				WHEN p.proargmodes && '{o,t}' THEN ' → TABLE(' || array_to_string(array(
					SELECT a.name || ' ' || format_type(a.type, NULL)
					FROM unnest(p.proargnames, p.proargmodes, p.proallargtypes) WITH ORDINALITY a(name, mode, type, i)
					WHERE a.mode IN ('o', 't') ORDER BY a.i), ', ') || ')'
				ELSE ' → ' || pg_get_function_result(p.oid) END
		FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
			JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
		WHERE e.extname = 'schemaver'
		SQL

same([ grep { /^schemaver\./ } @synopses ], [ split /\n/, $node->safe_psql('postgres', <<~'SQL') ], 'tables and types');
		SELECT 'schemaver.' || c.relname || ' (' || string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) || ')'
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = 'schemaver'::regnamespace AND c.relkind IN ('r', 'v', 'c') AND a.attnum > 0 AND NOT a.attisdropped
		GROUP BY c.relname
		SQL

# Each has a heading of its own.
my %headings = map { $_ => 1 } $page =~ /^### (\S+)$/gm;
my @without = grep { !$headings{$_} } map { /^(?:CALL )?([\w.]+)/ } @synopses;
is_deeply(\@without, [], 'headings');

# ----------
# Settings and SQLSTATEs: the tables
# ----------
# The defaults of the two for tests depend on how the server was built.
my $settings = "LOAD 'schemaver'; SELECT name, current_setting(name) FROM pg_settings WHERE name LIKE 'schemaver.%'";
my (@settings, @codes, @errcodes);

push @settings, "$1|" . ($2 // '') while $page =~ /^\| `(schemaver\.\w+)` \| (?:`([\w.]+)` )?\|/gm;
same(map({ [ map { s/^schemaver\.check_\w+\K\|.*//r } @$_ ] } \@settings, [ split /\n/, $node->safe_psql('postgres', $settings) ]), 'settings');

my $header = slurp_file('src/schemaver.h');
push @codes, "$1 $2" while $page =~ /^\| `(SV\d\d\d)` \| (\w+) \|/gm;
push @errcodes, "SV$2$3$4 " . lc($1) while $header =~ /^#define ERRCODE_SV_(\w+)\s+MAKE_SQLSTATE\('S','V','(\d)','(\d)','(\d)'\)/gm;
same(\@codes, \@errcodes, 'SQLSTATEs');

# ----------
# Commands of the program: doc/program.md
# ----------
my ($help, $messages) = ('', '');
IPC::Run::run([ 'schemaver', '--help' ], '<', \'', '>', \$help, '2>', \$messages);
my @verbs = grep { $_ ne 'help' } $help =~ /^  ([a-z][a-z-]*)  /mg;
my ($table) = slurp_file('doc/program.md') =~ /^\| command \|(.*?)\n\n/ms;
my %named = map { $_ => 1 } map { /([a-z][a-z-]*)/ } $table =~ /`([^`]+)`/g;

cmp_ok(scalar @verbs, '>', 20, 'commands of the program') or diag($messages);
is_deeply([ grep { !$named{$_} } @verbs ], [], 'all of them are documented');

$node->stop;
done_testing();
