# For every revision of test/data/verify: schemaver_verify() has the same
# verdict as an independent observer, who runs the scripts in a database and
# compares what pg_dump writes before and after them.
#
#   make test-tap PROVE_TESTS=test/t/037_verify.pl CHAINS='clinic library'

use strict;
use warnings;

use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;

use SchemaDump qw(normalise_dump DUMP_COMMAND);
use SchemaPair qw(start_pair_server);
use SchemaRows qw(rows_functions);

# from the gravest
my @verdicts = (
	'not run', 'upgrade fails', 'no downgrade', 'downgrade fails', 'second upgrade fails',
	'data lost', 'differs', 'generated names', 'column order', 'ok');

my $directory = "$PostgreSQL::Test::Utils::tmp_check/verify";
mkdir $directory;

my $node = start_pair_server('verify', 'max_wal_size = 4GB');
my $version = $node->safe_psql('postgres', 'SELECT current_setting($$server_version_num$$)::integer / 10000');
my @chains = map { read_chain($_) } sort glob 'test/data/verify/*.sql';
my %wanted = map { $_ => 1 } split /\s+/, $ENV{CHAINS} // '';

@chains = grep { !%wanted || $wanted{ $_->{name} } } @chains;
foreach my $chain (splice @{ [@chains] })
{
	my $why_not = reason_to_skip($chain);

	note("$chain->{name}: $why_not") if $why_not;
	@chains = grep { $_ != $chain } @chains if $why_not;
}

# two at a time
while (my @some = splice @chains, 0, 2)
{
	$_->{run} = start_chain($_) foreach @some;
	judge($_) foreach @some;
}
$node->stop;
done_testing();

# ----------
# Chains of revisions
# ----------

sub read_chain
{
	my ($file) = @_;
	my ($name) = $file =~ m{([^/]+)\.sql\z};
	my ($heading, @rest) = split /^-- @(revision|rows|downgrade) ?(.*)\n/m, slurp_file($file);
	my %chain = (name => $name, since => 0, extension => [], revisions => []);

	while ($heading =~ /^-- @(\w+) (.*)$/mg)
	{
		if    ($1 eq 'since')     { $chain{since} = $2 }
		elsif ($1 eq 'extension') { push @{ $chain{extension} }, $2 }
		elsif ("$1 $2" eq 'with rows') { $chain{rows} = 1 }
		else                      { die "$file: unknown marker \"$1\"" }
	}
	while (my ($word, $value, $body) = splice @rest, 0, 3)
	{
		my $revision = $chain{revisions}[-1];

		if ($word eq 'revision')
		{
			my ($title, $verdict) = $value =~ /^(.*): (.*)$/;
			my %option;

			die "$file: no verdict \"$value\"" if !grep { $_ eq $verdict } @verdicts;
			$option{$1} = $2 while $body =~ s/^-- @(\w+) ?(.*)\n//m;
			die "$file: unknown markers" if grep { !/^(finds|when|statements|outside)$/ } keys %option;
			push @{ $chain{revisions} },
			  { id => $title =~ s/\W+/_/gr, title => $title, verdict => $verdict, upgrade => $body, option => \%option };
		}
		else { $revision->{$word} = $body }
	}
	return \%chain;
}

sub reason_to_skip
{
	my ($chain) = @_;

	return "PostgreSQL is older than $chain->{since}" if $version < $chain->{since};
	foreach my $extension (@{ $chain->{extension} })
	{
		return "extension $extension is not available"
		  if !$node->safe_psql('postgres', "SELECT 1 FROM pg_available_extensions WHERE name = '$extension'");
	}
	return;
}

# A session does for a chain all that there is to do.
sub start_chain
{
	my ($chain) = @_;
	my %run = (stdout => '', stderr => '');

	append_to_file(new_file("$chain->{name}.sql"), chain_script($chain));
	$run{handle} = IPC::Run::start([ 'psql', '-XAtq', '-d', 'postgres', '-f', "$directory/$chain->{name}.sql" ],
		'<', \undef, '>', \$run{stdout}, '2>', \$run{stderr});
	return \%run;
}

sub judge
{
	my ($chain) = @_;
	my $run = $chain->{run};

	IPC::Run::finish($run->{handle});
	append_to_file(new_file("$chain->{name}.out"), "$run->{stdout}\n$run->{stderr}");
	my (undef, %stage) = split /^## (.*)\n/m, $run->{stdout}, -1;
	my @verifications = grep { /^verify / } sort keys %stage;

	foreach my $number (0 .. $#{ $chain->{revisions} })
	{
		my $revision = $chain->{revisions}[$number];
		my $name = "$chain->{name}: $revision->{title}";
		my $prefix = "$chain->{name}.$number";
		my ($seen, $why) = exists $revision->{option}{outside} ? () : observed($chain, $number, \%stage);

		is($seen, $revision->{verdict}, "$name: what is seen") || diag($why) if defined $seen;
		foreach my $how (@verifications)
		{
			my ($verdict, $finding) = $stage{$how} =~ /^$revision->{id}\|([^|]*)\|(.*)$/m;

			next if !defined $verdict && $how =~ /rest/ && $number < middle($chain);
			my ($when, $other) = split /: /, $revision->{option}{when} // ': ';
			my $expected = $how eq "verify $when" ? $other : $revision->{verdict};

			is($verdict, $expected, "$name: $how") || diag($finding // $run->{stderr});
			like($finding, qr/\Q$revision->{option}{finds}\E/, "$name: finding of $how")
			  if exists $revision->{option}{finds} && defined $finding;
		}
	}
}

# ----------
# What is run
# ----------

sub chain_script
{
	my ($chain) = @_;
	my $database = "verify_$chain->{name}";
	my @revisions = @{ $chain->{revisions} };
	my $script = "CREATE DATABASE $database TEMPLATE pairs;\n\\c $database\nSET client_min_messages = warning;\n";

	foreach my $revision (@revisions)
	{
		my $transactional = exists $revision->{option}{statements} ? 'false' : 'true';
		my $downgrade = defined $revision->{downgrade} ? quoted($revision->{downgrade}) : 'NULL';

		$script .= 'SELECT schemaver_revision(' . quoted($revision->{title}) . ', upgrade => ' . quoted($revision->{upgrade})
		  . ", downgrade => $downgrade, rev_id => '$revision->{id}', transactional => $transactional) \\g /dev/null\n";
	}
	$script .= verification($chain, 'from base', "'base:heads'");
	$script .= verification($chain, 'all in place', "'current:heads', in_place => true") if !$chain->{rows};
	foreach my $number (0 .. $#revisions)
	{
		if ($number == middle($chain))
		{
			my $sample = $chain->{rows} ? ', sample => true' : '';

			$script .= verification($chain, 'the rest', "'current:heads'$sample");
			$script .= verification($chain, 'the rest in place', "'current:heads', in_place => true$sample");
		}
		$script .= observation($chain, $number, $database) if !exists $revisions[$number]{option}{outside};
		$script .= "SELECT schemaver_stamp('$revisions[$number]{id}') \\g /dev/null\n";
		$script .= $revisions[$number]{rows} // '';
	}
	return $script;
}

sub middle
{
	my ($chain) = @_;

	return int(@{ $chain->{revisions} } / 2);
}

sub verification
{
	my ($chain, $how, $arguments) = @_;
	my $rows = $chain->{rows} ? ', rows => 5' : '';

	return "\\echo ## verify $how\nSELECT revision, verdict, replace(finding, E'\\n', ' ') FROM schemaver_verify($arguments$rows);\n";
}

# The scripts are run up, down and up again, in the database or, unless it will
# be as before, in a copy of it, and up in the database.
sub observation
{
	my ($chain, $number, $database) = @_;
	my $revision = $chain->{revisions}[$number];
	my $name = "$directory/$chain->{name}.$number";
	my $other = $revision->{verdict} eq 'ok' ? $database : "${database}_$number";
	my $script = '';

	# what it is before has perhaps been seen after the last one
	$chain->{now} = "$name.before" if !defined $chain->{now} || $chain->{rows};
	$revision->{before} = $chain->{now};
	$script .= dumped($chain, $number, 'before', $database) if $chain->{now} eq "$name.before";
	$chain->{now} = $other eq $database ? "$name.second" : undef;
	append_to_file(new_file("$chain->{name}.$number.up"), $revision->{upgrade});
	append_to_file(new_file("$chain->{name}.$number.down"), $revision->{downgrade}) if defined $revision->{downgrade};
	$script .= "\\c postgres\nCREATE DATABASE $other TEMPLATE $database;\n" if $other ne $database;
	$script .= executed($revision, "$name.up", 'first', $other) . dumped($chain, $number, 'first', $other);
	if (defined $revision->{downgrade})
	{
		$script .= executed($revision, "$name.down", 'down', $other) . dumped($chain, $number, 'down', $other);
		$script .= executed($revision, "$name.up", 'second', $other) . dumped($chain, $number, 'second', $other);
	}
	if ($other ne $database)
	{
		$script .= executed($revision, "$name.up", 'last', $database);
		$script .= "\\c $database\nSET client_min_messages = warning;\n";
	}
	return $script;
}

sub executed
{
	my ($revision, $file, $when, $database) = @_;
	my $one = exists $revision->{option}{statements} ? '' : '-1';

	return "\\! psql -XAtq $one -v ON_ERROR_STOP=1 -d $database -f '$file' > '$file.$when' 2>&1; echo \$? > '$file.$when.code'\n";
}

# The schema, and the contents if rows are of interest.
sub dumped
{
	my ($chain, $number, $when, $database) = @_;
	my $name = "$chain->{name}.$number.$when";
	my $script = '\! ' . DUMP_COMMAND . " -f '" . new_file("$name.dump") . "' -d $database\n";

	$script .= "\\c $database\n" . rows_functions() . "\\echo ## contents $name\nSELECT pg_temp.contents();\n\\c $database\n"
	  if $chain->{rows};
	return $script;
}

# ----------
# What was seen
# ----------

# The verdict, and what it is taken from.
sub observed
{
	my ($chain, $number, $stage) = @_;
	my $revision = $chain->{revisions}[$number];
	my $name = "$directory/$chain->{name}.$number";
	my @ran = (
		[ 'up', 'first', 'upgrade fails' ],
		[ 'down', 'down', 'downgrade fails' ],
		[ 'up', 'second', 'second upgrade fails' ]);
	my %schema;

	foreach my $run (@ran)
	{
		my ($script, $when, $verdict) = @$run;

		return 'no downgrade' if !-e "$name.$script";
		return ($verdict, slurp_file("$name.$script.$when")) if slurp_file("$name.$script.$when.code") != 0;
	}
	return ('data lost', 'contents differ') if $chain->{rows} && lost_rows($chain, $number, $stage);

	my ($back, $difference_back) = difference("$revision->{before}.dump", "$name.down.dump");
	my ($again, $difference_again) = difference("$name.first.dump", "$name.second.dump");
	my ($worst) = grep { $_ eq $back || $_ eq $again } @verdicts;

	return ($worst, "down: $back\n$difference_back\nsecond up: $again\n$difference_again");
}

# True if rows or values that were there before are not there after the
# downgrade.
sub lost_rows
{
	my ($chain, $number, $stage) = @_;
	my ($before, $after) = map { { map { split /\t/, $_, 2 } split /\n/, $stage->{"contents $chain->{name}.$number.$_"} } } qw(before down);

	return scalar grep { ($after->{$_} // '') ne $before->{$_} } keys %$before;
}

# How two dumps differ: the verdict, and the difference.
sub difference
{
	my ($before, $after) = @_;
	my ($from, $to) = map { slurp_file($_) } $before, $after;
	my $text = '';

	return ('ok', '') if normalise_dump($from, 1) eq normalise_dump($to, 1);
	IPC::Run::run([ 'diff', '-U1', $before, $after ], '>', \$text);
	($from, $to) = map { normalise_dump($_) } $from, $to;
	return ('column order', $text) if $from eq $to;
	return ('generated names', $text) if join('', without_names($from, $to)) eq join('', without_names($to, $from));
	return ('differs', $text);
}

# The parts of a schema, sorted, without those generated names that another
# schema does not have.
sub without_names
{
	my ($schema, $other) = @_;
	my %there = map { $_ => 1 } generated_names($other);

	foreach my $name (grep { !$there{$_} } generated_names($schema))
	{
		my ($kind) = $name =~ /_([a-z]+)\d*\z/;

		$schema =~ s/\b\Q$name\E\b/any_$kind/g;
	}
	return sort split /^(?=-- [A-Z])/m, $schema;
}

# Names in a schema that may have been chosen by the server.
sub generated_names
{
	my ($schema) = @_;

	return $schema =~ /\b(\w+_(?:pkey|key|fkey|check|excl|idx|seq)\d*)\b/g;
}

sub quoted
{
	my ($text) = @_;

	return 'NULL' if !defined $text;
	return '$script$' . $text . '$script$';
}

sub new_file
{
	my ($name) = @_;

	unlink "$directory/$name";
	return "$directory/$name";
}
