# What schemaver_diff() says of the hazards of an operation is what the server
# does: for every pair of schemas in test/data/pairs, in both directions, the
# statements of each operation are executed in a database with rows.
#
#   make test-tap PROVE_TESTS=test/t/035_hazards.pl PAIRS='enum_* view_chain'
#
# Nothing that the server does may be missing.  A rewrite that is told and does
# not happen is an error, too, but for as many as are listed below.
#
# PAIRS chooses pairs by their names.  Without it, pairs of all kinds are taken
# in turn for as long as HAZARDS_SECONDS (60) last.

use strict;
use warnings;

use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

use SchemaPair qw(read_pairs start_pair_server reason_to_skip);

my $directory = "$PostgreSQL::Test::Utils::tmp_check/hazards";
mkdir $directory;

my $node = start_pair_server('hazards', "timezone = 'Europe/Paris'");
$node->safe_psql('pairs', measuring_functions());
my $version = $node->safe_psql('postgres', 'SELECT current_setting($$server_version_num$$)::integer / 10000');
my $deadline = time + ($ENV{HAZARDS_SECONDS} // 60);
my @pairs = $ENV{PAIRS} ? read_pairs('test/data/pairs', $ENV{PAIRS}) : in_turn(read_pairs('test/data/pairs', '*'));
my ($tested, $operations) = (0, 0);
my %unseen;

# How many rewrites are told and do not happen, by pair: the type is one of an
# extension that the script creates, so that the facts know nothing of it; or the
# table is partitioned, and has no partitions by then.
my %unseen_in = (
	extension_create => 1,
	extension_type_to_own => 1,
	partition_attached_and_columns => 2,
	partition_check_of_subpartition => 2,
	partition_identity_of_rows => 2,
	partition_leaves_with_foreign_key => 4);

foreach my $pair (@pairs)
{
	last if time > $deadline && !$ENV{PAIRS};
	next if reason_to_skip($node, $pair);
	$tested++ if test_pair($pair);
}
note("$tested pairs, $operations operations");
foreach my $pair (sort keys %unseen)
{
	note("told and not seen: $pair: $_") foreach @{ $unseen{$pair} };
}
cmp_ok($operations, '>', 0, 'operations were measured');
$node->stop;
done_testing();

# The first pair of each kind, by the beginning of its name, then the second
# of each, and so on.
sub in_turn
{
	my (@all) = @_;
	my (%of_kind, @order);

	push @{ $of_kind{ $_->{name} =~ s/_.*//r } }, $_ foreach @all;
	while (%of_kind)
	{
		foreach my $kind (sort keys %of_kind)
		{
			push @order, shift @{ $of_kind{$kind} };
			delete $of_kind{$kind} if !@{ $of_kind{$kind} };
		}
	}
	return @order;
}

# ----------
# A pair
# ----------

# Loads both sides, each into a database of its own, and measures what makes
# each of them the other one.
sub test_pair
{
	my ($pair) = @_;
	my %other = (before => 'after', after => 'before');
	my @sides = exists $pair->{option}{one_way} ? ('before') : sort keys %other;
	my @problems;

	my $loading = run_psql("$pair->{name}.load", loading_script($pair));
	die "$pair->{name} cannot be loaded: $loading->{stderr}" if $loading->{code};
	my %schemas = map { $_ => 1 } split /\n/, $loading->{stdout};
	my %run = map { $_ => start_psql("$pair->{name}.$_", measuring_script($pair, $_, $other{$_}, sort keys %schemas)) } @sides;
	foreach my $side (@sides)
	{
		my $output = finish_psql($run{$side});

		push @problems, "from $side: $output->{stderr}" if $output->{code};
		push @problems, map { "from $side: $_" } judge($pair->{name}, $output->{stdout});
		push @problems, "from $side: $output->{stderr}"
		  if $output->{stderr} =~ /the upgrade will fail/ && $output->{stdout} !~ /\bmay_fail\b[^|]*\|[^|]*$/m;
	}
	my @unseen = @{ $unseen{ $pair->{name} } // [] };
	push @problems, map { "told 'rewrite', but nothing is rewritten: $_" } @unseen
	  if @unseen > ($unseen_in{ $pair->{name} } // 0);
	ok(!@problems, "$pair->{name}: hazards are told") or diag(join "\n", @problems);
	return 1;
}

sub loading_script
{
	my ($pair) = @_;
	my $strategy = $version < 15 ? '' : ' STRATEGY file_copy';    # the faster one
	my $preload = $pair->{option}{preload} // '';
	my $script = '';

	foreach my $side (qw(before after))
	{
		my $data = $pair->{data}{$side} // '';

		$script .= "\\c postgres\nDROP DATABASE IF EXISTS $side;\nCREATE DATABASE $side TEMPLATE pairs$strategy;\n";
		$script .= "\\c $side\nSET client_min_messages = error;\n\\o /dev/null\n$preload;\n$pair->{ddl}{$side}\n\\o\n\\c $side\n";
		$script .= "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'schemaver', 'measure');\n";
		$script .= "\\o /dev/null\n$data\n\\o\nRESET search_path;\nCALL measure.fill();\n";
	}
	return $script;
}

sub measuring_script
{
	my ($pair, $side, $other, @schemas) = @_;
	my $schemas = join ', ', map { "'" . s/'/''/gr . "'" } @schemas;
	my $privileges = exists $pair->{option}{privileges} ? 'true' : 'false';
	my $ddl = $pair->{ddl}{$other};
	my $tag = 'model';

	$tag .= 'x' while index($ddl, "\$$tag\$") >= 0;
	return "\\c $side\nSET client_min_messages = error;\n\\o /dev/null\n"
	  . "SELECT schemaver_model(\$$tag\$$ddl\$$tag\$, schemas => ARRAY[$schemas], privileges => $privileges);\n\\o\n"
	  . "SET check_function_bodies = off;\nSET client_min_messages = warning;\nCALL measure.run();\nSELECT * FROM measure.report;\n";
}

# What is wrong with the rows of measure.report.
sub judge
{
	my ($pair, $report) = @_;
	my @problems;

	foreach my $line (split /\n/, $report)
	{
		my ($what, $told, $seen, $statement) = split /\|/, $line, 4;
		my %told = map { $_ => 1 } split / /, $told;
		my %seen = map { $_ => 1 } split / /, $seen;
		delete $seen{scan} if $seen{may_fail};    # until the row that it fails at
		my @missing = missing(\%told, \%seen);

		$operations++;
		push @problems, "$what: told '$told', but @missing: $statement" if @missing;
		# a materialized view that is recreated is another one then
		next if !$told{rewrite} || $seen{rewrite} || $seen{empty} || $seen{may_fail} || $what =~ /materialized/;
		push @{ $unseen{$pair} }, "$what: $statement";
	}
	return @problems;
}

# What was seen and not told.
sub missing
{
	my ($told, $seen) = @_;
	my %strength = (Share => 1, ShareRowExclusive => 2, Exclusive => 3, AccessExclusive => 4);
	my @missing;

	my ($lock) = map { /^lock:(.*)/ ? $strength{$1} : () } keys %$told;
	foreach my $what (sort keys %$seen)
	{
		push @missing, $what if $what =~ /^(?:rewrite|may_fail)$/ && !$told->{$what};
		push @missing, $what if $what eq 'rebuild' && !$told->{rebuild} && !$told->{rewrite};
		push @missing, $what if $what eq 'scan' && !$told->{scan} && !$told->{rebuild} && !$told->{rewrite};
		push @missing, $what if $what =~ /^lock:(.*)/ && $strength{$1} && $strength{$1} > ($lock // 0);
	}
	return @missing;
}

# ----------
# psql
# ----------

sub run_psql
{
	return finish_psql(start_psql(@_));
}

sub start_psql
{
	my ($name, $script) = @_;
	my %session = (file => "$directory/$name.sql", stdout => '', stderr => '');

	unlink $session{file};
	append_to_file($session{file}, $script);
	$session{run} = IPC::Run::start(
		[ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres', '-f', $session{file} ],
		'<', \undef, '>', \$session{stdout}, '2>', \$session{stderr});
	return \%session;
}

sub finish_psql
{
	my ($session) = @_;

	IPC::Run::finish($session->{run});
	return { code => $session->{run}->full_result(0), stdout => $session->{stdout}, stderr => $session->{stderr} };
}

# ----------
# Measuring
# ----------

sub measuring_functions
{
	return <<'SQL';
CREATE SCHEMA measure;

-- Values by type, as text.
CREATE FUNCTION measure.value(type oid, i int) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE
		WHEN t.typtype = 'd' THEN measure.value(t.typbasetype, i)
		WHEN t.typtype = 'e' THEN (SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder LIMIT 1)
		WHEN t.typcategory = 'A' THEN CASE WHEN measure.value(t.typelem, i) IS NOT NULL THEN array_to_string(ARRAY['{"', measure.value(t.typelem, i), '"}'], '') END
		WHEN t.typtype = 'r' THEN 'empty'
		WHEN t.typcategory = 'N' THEN i::text
		WHEN t.typcategory = 'B' THEN 'true'
		WHEN t.typcategory = 'S' THEN chr(96 + i % 26)
		WHEN t.typcategory = 'D' THEN CASE WHEN t.typname LIKE 'time%' AND t.typname NOT LIKE 'timestamp%' THEN '12:00' ELSE '2024-01-0' || (1 + i % 9) END
		WHEN t.typcategory = 'T' THEN i || ' hours'
		WHEN t.typcategory = 'V' THEN '1'
		WHEN t.typname IN ('json', 'jsonb') THEN '{}'
		WHEN t.typname = 'uuid' THEN '00000000-0000-0000-0000-' || lpad(i::text, 12, '0')
		WHEN t.typname IN ('inet', 'cidr') THEN '10.0.0.' || i
		WHEN t.typname = 'bytea' THEN '\x0' || i % 10
		WHEN t.typname = 'citext' THEN chr(96 + i % 26)
	END FROM pg_type t WHERE t.oid = type
$$;

-- Rows for all tables and partitions that have none, as far as that is easy.
CREATE PROCEDURE measure.fill() LANGUAGE plpgsql AS $$
DECLARE
	t record;
	filled bool;
	statement text;
	i int;
BEGIN
	SET LOCAL client_min_messages = error;
	FOR pass IN 1 .. 3 LOOP
		FOR t IN
			SELECT c.oid, c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'schemaver', 'measure')
			ORDER BY c.oid
		LOOP
			EXECUTE format('SELECT EXISTS (SELECT 1 FROM ONLY %s)', t.name) INTO filled;
			CONTINUE WHEN filled;
			FOREACH i IN ARRAY '{1,2,3,5,7,8,9,11,15,25,50,101,150,250,1001}'::int[] LOOP
				SELECT format('INSERT INTO %s (%s) VALUES (%s)', t.name,
					string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum),
					string_agg(coalesce(quote_literal(measure.value(a.atttypid, i)), 'NULL'), ', ' ORDER BY a.attnum))
				INTO statement FROM pg_attribute a
				WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = '';
				BEGIN
					EXECUTE coalesce(statement, format('INSERT INTO %s DEFAULT VALUES', t.name));
				EXCEPTION WHEN others THEN
				END;
			END LOOP;
		END LOOP;
	END LOOP;
	SET CONSTRAINTS ALL IMMEDIATE;
EXCEPTION WHEN others THEN
END $$;

CREATE TABLE measure.report (what text, told text, seen text, statement text);
CREATE UNLOGGED TABLE measure.relation (oid oid, kind "char", filenode oid, heap oid, has_rows bool, scans bigint);

CREATE FUNCTION measure.look() RETURNS SETOF measure.relation LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY SELECT c.oid, c.relkind, c.relfilenode, coalesce(i.indrelid, c.oid), false,
		pg_stat_get_xact_numscans(c.oid)
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
	WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'schemaver', 'measure') AND c.relkind IN ('r', 'p', 'm', 'v', 'S', 'i', 'I', 'f');
END $$;

-- Executes the statements of the operations, each in a transaction of its own,
-- and looks what they do to relations that were there before the first one.
CREATE PROCEDURE measure.run() LANGUAGE plpgsql AS $$
DECLARE
	ops jsonb;
	op jsonb;
	r record;
	failure text;
	seen text[];
BEGIN
	SELECT coalesce(jsonb_agg(jsonb_build_object('what', concat(d.action, ' ', d.kind), 'told', coalesce(d.hazard_code, ''), 'do', d.upgrade)), '[]')
	INTO ops FROM schemaver_diff() d WHERE d.upgrade IS NOT NULL;
	INSERT INTO measure.relation SELECT * FROM measure.look();
	FOR r IN SELECT oid FROM measure.relation WHERE kind IN ('r', 'm') LOOP
		BEGIN
			EXECUTE format('UPDATE measure.relation SET has_rows = EXISTS (SELECT 1 FROM ONLY %s) WHERE oid = %s', r.oid::regclass, r.oid);
		EXCEPTION WHEN others THEN
		END;
	END LOOP;
	COMMIT;
	FOR op IN SELECT * FROM jsonb_array_elements(ops) LOOP
		failure := NULL;
		UPDATE measure.relation b SET scans = l.scans FROM measure.look() l WHERE l.oid = b.oid;
		COMMIT;
		BEGIN
			EXECUTE op ->> 'do';
			SET CONSTRAINTS ALL IMMEDIATE;
		EXCEPTION WHEN others THEN
			failure := SQLERRM;
		END;
		SELECT coalesce(array_agg(DISTINCT e), '{}') INTO seen FROM (
			SELECT 'rewrite' FROM measure.relation b JOIN measure.look() l USING (oid)
			WHERE b.kind IN ('r', 'm') AND b.has_rows AND b.filenode <> l.filenode
			UNION ALL
			SELECT 'empty' FROM measure.relation b JOIN measure.look() l USING (oid)
			WHERE b.kind IN ('r', 'm') AND NOT b.has_rows AND b.filenode <> l.filenode
			UNION ALL
			SELECT 'rebuild' FROM measure.look() l JOIN measure.relation t ON t.oid = l.heap AND t.has_rows
			WHERE l.kind = 'i' AND l.filenode NOT IN (SELECT filenode FROM measure.relation)
			UNION ALL
			SELECT 'scan' FROM measure.relation b JOIN measure.look() l USING (oid)
			WHERE b.kind IN ('r', 'm') AND b.has_rows AND l.scans > b.scans
			UNION ALL
			SELECT 'lock:' || replace(k.mode, 'Lock', '') FROM pg_locks k JOIN measure.relation b ON b.oid = k.relation AND b.kind <> 'x'
			WHERE k.locktype = 'relation' AND k.pid = pg_backend_pid() AND k.granted
			UNION ALL
			SELECT 'may_fail' WHERE failure IS NOT NULL
		) AS e (e);
		INSERT INTO measure.report VALUES (op ->> 'what', op ->> 'told', array_to_string(seen, ' '),
			concat(regexp_replace(left(op ->> 'do', 160), '\s+', ' ', 'g'), ' ', failure));
		-- what exists no longer, or is in another file by now
		DELETE FROM measure.relation b WHERE NOT EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = b.oid);
		UPDATE measure.relation b SET filenode = l.filenode FROM measure.look() l WHERE l.oid = b.oid;
		INSERT INTO measure.relation SELECT l.oid, 'x', l.filenode, l.heap, false, 0 FROM measure.look() l
		WHERE l.oid NOT IN (SELECT oid FROM measure.relation);
		COMMIT;
		EXIT WHEN failure IS NOT NULL;
	END LOOP;
END $$;
SQL
}
