# For every pair of schemas in test/data/pairs: a revision that is generated
# in a database with the one schema makes the other of it, as an independent
# observer sees it, and back; and the same from the other to the one.  So does
# the downgrade that is derived from the upgrade alone.
#
#   make test-tap PROVE_TESTS=test/t/030_pairs.pl PAIRS='enum_* view_chain'
#
# PAIRS chooses pairs by their names; PAIRS_LOAD_ONLY=1 only proves that both
# sides can be loaded and differ.  Without PAIRS, all go from the one side to the
# other and back, half of them also from the other side, and of a third the
# downgrade is derived; with PAIRS='*', all.

use strict;
use warnings;

use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;

use SchemaDump qw(normalise_dump DUMP_COMMAND);
use SchemaPair qw(read_pairs start_pair_server reason_to_skip);
use SchemaRows qw(rows_functions compare_contents);

my %other = (before => 'after', after => 'before');
my $directory = "$PostgreSQL::Test::Utils::tmp_check/pairs";
mkdir $directory;

my $node = start_pair_server('pairs', 'restart_after_crash = on');
my $version = $node->safe_psql('postgres', 'SELECT current_setting($$server_version_num$$)::integer / 10000');
my @pairs = read_pairs('test/data/pairs', $ENV{PAIRS} || '*');
my @failed;

foreach my $pair (@pairs)
{
	my $why_not = reason_to_skip($node, $pair);

  SKIP:
	{
		skip("$pair->{name}: $why_not", 1) if $why_not;
		push @failed, $pair->{name} if !test_pair($pair);
	}
}
diag(scalar(@failed) . ' of ' . scalar(@pairs) . " pairs failed, see $directory:\nPAIRS='@failed'")
  if @failed;
cmp_ok(scalar(@pairs), '>', 0, 'there are pairs');
$node->stop;
done_testing();

# ----------
# A pair
# ----------

# Both sides are loaded, each into a database of its own, and dumped.  Then
# each of the databases becomes the other and itself again.
sub test_pair
{
	my ($pair) = @_;
	my $loaded = load_pair($pair) or return 0;
	my @sides = exists $pair->{option}{one_way} || !is_drawn($pair, 2) ? ('before') : qw(before after);
	my $success = 1;

	return 1 if $ENV{PAIRS_LOAD_ONLY};
	my %run = map { $_ => start_session("$pair->{name}.$_", migration_script($pair, $loaded, $_)) } @sides;
	foreach my $side (@sides)
	{
		my $output = finish_session($run{$side});
		my @problems = problems_of($pair, $loaded, $side, $output);

		ok(!@problems, "$pair->{name}: from $side to $other{$side} and back")
		  or report("$pair->{name}.$side", $pair, $output, @problems);
		$success &&= !@problems;
	}
	return $success;
}

# True for one of so many pairs, always the same, and for all that are asked for.
sub is_drawn
{
	my ($pair, $of) = @_;

	return $ENV{PAIRS} || unpack('%32C*', $pair->{name}) % $of == 0;
}

# What is known of a pair that was loaded: its schemas, and of each side the
# dump as pg_dump wrote it, the same normalised, and what it keeps.
sub load_pair
{
	my ($pair) = @_;
	my $output = finish_session(start_session("$pair->{name}.load", loading_script($pair)));
	my $stage = $output->{stage};
	my (%loaded, @problems);

	@problems = ("loading failed at $output->{last}") if $output->{code};
	if (!@problems)
	{
		my %schemas = map { $_ => 1 } map { split /\n/, $stage->{"schemas $_"} } keys %other;

		$loaded{schemas} = [ sort keys %schemas ];
		foreach my $side (keys %other)
		{
			$loaded{dump}{$side} = slurp_file("$directory/$side.dump");
			$loaded{schema}{$side} = normalise_dump($loaded{dump}{$side});
			$loaded{kept}{$side} = $stage->{"kept $side"};
		}
		push @problems, 'both sides are the same'
		  if $loaded{schema}{before} eq $loaded{schema}{after};
	}
	ok(!@problems, "$pair->{name}: both sides can be loaded, and differ")
	  or report("$pair->{name}.load", $pair, $output, @problems);
	return @problems ? undef : \%loaded;
}

sub loading_script
{
	my ($pair) = @_;
	my $strategy = $version < 15 ? '' : ' STRATEGY file_copy';    # the faster one
	my $script = '';

	foreach my $side (qw(before after))
	{
		my $preload = $pair->{option}{preload} // '';

		$script .= "\\c postgres\n";
		$script .= stage("create $side");
		# a subscription would keep its database
		$script .= "SET allow_system_table_mods = on;\nDELETE FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = '$side');\n";
		$script .= "DROP DATABASE IF EXISTS $side;\nCREATE DATABASE $side TEMPLATE pairs$strategy;\n";
		$script .= "\\c $side\n";
		$script .= stage("load $side") . "$preload;\n$pair->{ddl}{$side}\n";
		$script .= "\\c $side\n";
		$script .= stage("schemas $side");
		$script .= "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'schemaver');\n";
		$script .= dump_to($side, $side);
		$script .= stage("data $side") . $pair->{data}{$side} if defined $pair->{data}{$side};
		$script .= stage("kept $side") . kept_query($pair, $side);
	}
	return $script;
}

# The database that has $from gets the other schema and then its own again.
sub migration_script
{
	my ($pair, $loaded, $from) = @_;
	my $to = $other{$from};
	my $script = "\\c $from\n";
	my $model = sub { model_call($pair, $loaded, @_) };
	my $diff = "SELECT kind, identity, action, upgrade FROM schemaver_diff();\n";

	$script .= "SET schemaver.check_hazards = on;\n";
	# either direction reads both schemas
	$script .= "SET schemaver.check_fast_readers = on;\n" if $from eq 'before';
	$script .= stage('model') . $model->($pair->{ddl}{$to});
	$script .= stage('revision') . "SELECT schemaver_revision('pair', autogenerate => true);\n";
	$script .= stage('script') . "SELECT upgrade, '-- downgrade', downgrade FROM schemaver.revision;\n";
	$script .= stage('hazards') . "BEGIN;\nCREATE TEMP TABLE listed AS SELECT * FROM schemaver_diff() WITH ORDINALITY;\n"
	  . "SELECT identity, hazard_code FROM listed WHERE hazard_code IS NOT NULL;\n";
	# as in a dump, one of them may set the search_path
	$script .= stage('statements') . "SELECT upgrade FROM listed ORDER BY ordinality \\gexec\nRESET search_path;\n"
	  . stage('diff after statements') . $diff
	  if $from eq 'before';
	$script .= "ROLLBACK;\n";
	$script .= rows_script() if !has_rows($pair);
	$script .= stage('upgrade') . "SELECT schemaver_upgrade();\n";
	$script .= dump_to($from, "$from.up");
	$script .= stage('kept after upgrade') . kept_query($pair, $to);
	$script .= stage('check after upgrade') . "SELECT schemaver_check();\n";
	$script .= stage('dump as model') . $model->($loaded->{dump}{$to});
	$script .= stage('diff from dump') . $diff;
	$script .= stage('downgrade') . "SELECT schemaver_downgrade('-1');\n";
	$script .= dump_to($from, "$from.down");
	$script .= stage('kept after downgrade') . kept_query($pair, $from);
	$script .= stage('model to go back') . $model->($pair->{ddl}{$from});
	$script .= stage('diff after downgrade') . $diff;
	$script .= derived_script($pair, $from) if $from eq 'before' && is_drawn($pair, 3) && !grep { exists $pair->{option}{$_} } qw(not_back underived);
	return $script;
}

# The same upgrade as if it were written by hand: with a downgrade that is
# derived from it.
sub derived_script
{
	my ($pair, $from) = @_;

	return stage('derive') . "SELECT schemaver_edit('head', derive => true);\n"
	  . stage('derived script') . "SELECT downgrade FROM schemaver.revision;\n"
	  . stage('up again') . "SELECT schemaver_upgrade();\n"
	  . "\\set ON_ERROR_STOP off\n"
	  . stage('derived down') . "SELECT schemaver_downgrade('-1');\n\\echo :SQLSTATE\n"
	  . dump_to($from, "$from.derived")
	  . stage('kept after derived downgrade') . kept_query($pair, $from);
}

# What went wrong with the derived downgrade.  Rows that do not conform are no
# fault of it if it has told that.
sub problems_of_derived
{
	my ($stage, $from, $schema, $kept) = @_;
	my ($state) = ($stage->{'derived down'} // '') =~ /(\w+)\z/;

	return if !defined $state || ($state =~ /^2[23]/ && $stage->{'derived script'} =~ /^-- hazards: .*\bmay_fail\b/m);
	return "the derived downgrade fails ($state)" if $state ne '00000';
	return compare_dump("$from.derived.dump", $schema, 'after the derived downgrade'),
	  defined $kept ? compare_rows($stage->{'kept after derived downgrade'}, $kept, 'the derived downgrade') : ();
}

# A pair that has rows of its own says what becomes of them.
sub has_rows
{
	my ($pair) = @_;

	return exists $pair->{option}{keeps} || grep { defined } values %{ $pair->{data} // {} };
}

# The scripts are run with any rows that the tables take, and rolled back.  Some
# rows do not conform to the other schema: then a hazard has told that.
sub rows_script
{
	my $result = "\\echo :SQLSTATE\n";
	my $contents = "SELECT pg_temp.contents();\n";

	return "\\set ON_ERROR_STOP off\nBEGIN;\n" . rows_functions()
	  . stage('rows') . "SELECT pg_temp.fill();\n" . stage('contents') . $contents
	  . stage('rows up') . "SELECT schemaver_upgrade();\n$result"
	  . stage('contents up') . $contents
	  . stage('rows down') . "SELECT schemaver_downgrade('-1');\n$result"
	  . stage('contents down') . $contents
	  . "ROLLBACK;\n\\set ON_ERROR_STOP on\n";
}

# What went wrong with the rows.
sub problems_of_rows
{
	my ($stage, $loses) = @_;
	my $hazards = ($stage->{hazards} // '') =~ s/\|/\t/gr;
	my ($up) = ($stage->{'rows up'} // '') =~ /(\w+)\z/;
	my ($down) = ($stage->{'rows down'} // '') =~ /(\w+)\z/;

	return if !defined $up;
	if ($up ne '00000')
	{
		return "the upgrade fails if there are rows ($up), and no hazard tells that"
		  if $up !~ /^2[23]/ || $hazards !~ /\bmay_fail\b/;
		return;
	}
	my @problems = map { "rows after the upgrade: $_" } compare_contents($stage->{contents}, $stage->{'contents up'}, $hazards);
	if ($down ne '00000')
	{
		push @problems, "the downgrade fails if there are rows ($down)" if $down !~ /^2[23]/;
		return @problems;
	}
	return @problems if $loses;
	# a column of another type meanwhile may have its values in another form
	my %up = map { (split /\t/)[0] => 1 } split /\n/, $stage->{'contents up'};
	my $same = join "\n", grep { $up{ (split /\t/)[0] } } split /\n/, $stage->{contents};
	return @problems, map { "rows after the downgrade: $_" } compare_contents($same, $stage->{'contents down'}, $hazards);
}

# What went wrong on the way from one side to the other and back.
sub problems_of
{
	my ($pair, $loaded, $from, $output) = @_;
	my $to = $other{$from};
	my ($stage, $option) = ($output->{stage}, $pair->{option});
	my $kept = defined $pair->{data}{$from} || exists $option->{keeps} && $from eq 'before';
	my @problems;

	push @problems, "failed at $output->{last}" if $output->{code};
	push @problems, problems_of_rows($stage, exists $option->{loses});
	push @problems, compare_dump("$from.up.dump", $loaded->{schema}{$to}, 'after upgrade');
	push @problems, compare_dump("$from.down.dump", $loaded->{schema}{$from}, 'after downgrade')
	  if !exists $option->{not_back};
	push @problems, problems_of_derived($stage, $from, $loaded->{schema}{$from},
		$kept && !exists $option->{loses} ? $loaded->{kept}{$from} : undef);
	push @problems, "not reported: $option->{not_back}"
	  if exists $option->{not_back} && index($output->{stderr}, $option->{not_back}) < 0;
	foreach my $name (grep { /^diff / } keys %$stage)
	{
		push @problems, "$name is not empty:\n$stage->{$name}" if $stage->{$name} ne '';
	}
	push @problems, "schemaver_check() reports:\n$stage->{'check after upgrade'}"
	  if ($stage->{'check after upgrade'} // '') ne '';
	if ($kept)
	{
		push @problems, compare_rows($stage->{'kept after upgrade'}, $loaded->{kept}{$from}, 'upgrade');
		push @problems, compare_rows($stage->{'kept after downgrade'}, $loaded->{kept}{$from}, 'downgrade')
		  if !exists $option->{loses};
	}
	return @problems;
}

# ----------
# Pieces of scripts
# ----------

sub stage
{
	my ($name) = @_;

	return "\\echo ## $name\n";
}

sub dump_to
{
	my ($database, $name) = @_;
	my $file = "$directory/$name.dump";

	unlink $file;
	return stage("dump $name") . '\! ' . DUMP_COMMAND . " -f '$file' -d $database\n";
}

sub model_call
{
	my ($pair, $loaded, $ddl) = @_;
	my $schemas = join ', ', map { "'" . s/'/''/gr . "'" } @{ $loaded->{schemas} };
	my $privileges = exists $pair->{option}{privileges} ? 'true' : 'false';
	my $tag = 'model';

	$tag .= 'x' while index($ddl, "\$$tag\$") >= 0;
	return "SELECT schemaver_model(\$$tag\$$ddl\$$tag\$, schemas => ARRAY[$schemas], privileges => $privileges);\n";
}

sub kept_query
{
	my ($pair, $side) = @_;
	my $option = $pair->{option};

	return '' if !exists $option->{keeps};
	return ($side eq 'after' && $option->{becomes} || $option->{keeps}) . ";\n";
}

# ----------
# Running and comparing
# ----------

# psql runs a script that was written to a file.
sub start_session
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

# Waits; returns the exit code, stderr, the output of each stage and the name
# of the last one.
sub finish_session
{
	my ($session) = @_;

	IPC::Run::finish($session->{run});
	my (undef, @stages) = split /^## (.*)\n/m, $session->{stdout}, -1;
	my %stage = @stages;

	s/\n+\z// foreach values %stage;
	$node->poll_query_until('postgres', 'SELECT true')
	  if $session->{stderr} =~ /server closed the connection|connect(?:ion)? to server/;
	return {
		code => $session->{run}->full_result(0),
		stderr => $session->{stderr},
		last => @stages ? $stages[-2] : 'the start',
		stage => \%stage,
	};
}

# The difference of a dump to what it should be, or nothing.
sub compare_dump
{
	my ($file, $expected, $when) = @_;

	return if !-e "$directory/$file";
	my $got = normalise_dump(slurp_file("$directory/$file"));
	return if $got eq $expected;

	my $difference = '';
	my %side = (expected => $expected, got => $got);
	foreach my $name (keys %side)
	{
		unlink "$directory/$name";
		append_to_file("$directory/$name", $side{$name});
	}
	IPC::Run::run([ 'diff', '-u', "$directory/expected", "$directory/got" ], '>', \$difference);
	return "the schema differs $when:\n$difference";
}

sub compare_rows
{
	my ($got, $expected, $when) = @_;

	return if !defined $got || $got eq $expected;
	return "rows differ after $when, got:\n$got\nexpected:\n$expected";
}

# All that helps to understand a failure goes into a file, the problems to
# the screen.
sub report
{
	my ($name, $pair, $output, @problems) = @_;
	my $script = $output->{stage}{script} // '(none)';
	my $text = join "\n\n", "$pair->{name}: $pair->{about}", @problems,
	  "messages:\n$output->{stderr}", "generated script:\n$script\n",
	  "derived downgrade:\n" . ($output->{stage}{'derived script'} // '(none)') . "\n";
	my $file = "$directory/$name.failed";

	unlink $file;
	append_to_file($file, $text);
	my @lines = split /\n/, $text;
	splice @lines, 60, @lines - 60, "... all of it is in $file" if @lines > 60;
	diag(join "\n", @lines);
	return;
}
