# Graph traversal, held against Alembic's own answers.
#
# Each case of test/data/graph_cases.jsonl (see README.md there) is a graph,
# the version of a database, a command and what Alembic makes of it.
#
# - Alembic succeeds: so does schemaver, it runs the same set of revisions, in
#   an order in which nothing runs before what it needs (downgrade: the
#   reverse), and ends at the same version.
#   Alembic's stamp can leave rows of which one depends on another; the upper
#   ones of these are then the version.
# - Alembic reports an error: so does schemaver.
# - Alembic ends in a traceback (kind "internal"): an error or a sensible
#   answer.
#
# Whatever the answer, it is never an internal error, the plan is what is then
# run, and the version is the maximal elements of what is applied.
#
# SCHEMAVER_CASES names another file of cases.

use strict;
use warnings;

use FindBin;
use JSON::PP;
use JsonAnswers;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# Kinds of cases in which schemaver differs deliberately.  A case of such a
# kind may agree with Alembic all the same, but not all of them may.
my @kinds = (
	{
		name => 'overlapping rows',
		reason => 'a version row that is an ancestor of another row can not'
		  . ' arise here: what is applied is kept revision by revision',
		matches => sub {
			my ($case) = @_;

			return ($case->{expect}{error} // '') =~ /overlaps with other/;
		}
	},
	{
		name => 'relative stamp',
		reason => 'a target means the same in every function: stamp takes'
		  . ' relative ones and "current" too',
		matches => sub {
			my ($case) = @_;

			return $case->{command} eq 'stamp'
			  && ($case->{expect}{error} // '') =~
			  /^Can't locate revision identified by '(?:.*[+-]\d+|(?:.*@)?current)'/;
		}
	},
	{
		name => 'current',
		reason => 'a target means the same in every function: upgrade and'
		  . ' downgrade take "current" too',
		matches => sub {
			my ($case) = @_;

			return ($case->{expect}{error} // '') =~
			  /^Can't locate revision identified by '(?:.*@)?current(?:[+-]\d+)*'/;
		}
	},);

# Single cases in which schemaver differs deliberately.
my $set_of_targets = 'a list of targets is a set and all of it is applied'
  . ' then, whatever the order; in Alembic a later, lower one undoes an'
  . ' earlier one';
my %differs = (
	r00932 => 'nothing is applied above the target, which is applied: there'
	  . ' is nothing to do, where Alembic says that the target is not valid',
	r01972 => $set_of_targets,
	r02176 => 'a revision that is not a member of the branch is an error, and'
	  . ' the branch is not silently ignored',
	r02244 => $set_of_targets);

my $default_file = "$FindBin::RealBin/../data/graph_cases.jsonl";
my $file = $ENV{SCHEMAVER_CASES} || $default_file;

my $json = JSON::PP->new->ascii->canonical;
my @cases = map { JSON::PP->new->utf8->decode($_) } read_lines($file);

my $node = PostgreSQL::Test::Cluster->new('conformance');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nlog_min_messages = error");
$node->start;

my ($answers, $stderr) = run_cases();
my (%count, %differing_kind);

foreach my $case (@cases)
{
	my ($kind) = grep { $_->{matches}->($case) } @kinds;
	my $reason = $differs{ $case->{id} } // ($kind ? $kind->{reason} : undef);
	my $answer = $answers->{ $case->{id} };
	my $args = $json->encode($case->{args});
	my $name = "$case->{id}: $case->{command} $args";
	my $fault = fault_of_answer($case, $answer);
	my $difference = $fault // difference($case, $answer);

	$count{ defined $difference ? 'differing' : 'passed' }++;
	$differing_kind{ $kind->{name} }++ if $kind && defined $difference;

	if (defined $fault)
	{
		fail("$name: $fault");
	}
	elsif (exists $differs{ $case->{id} })
	{
		ok(defined $difference, "$name: differs, because $reason");
	}
	elsif (defined $difference && $kind)
	{
		pass("$name: differs, because $reason");
	}
	else
	{
		is($difference, undef, $name);
	}

	diag("answer: "
		  . (defined $answer ? $json->encode($answer) : 'none') . "\n"
		  . "Alembic: " . $json->encode($case->{expect}) . "\n"
		  . "version: " . join(' ', @{ $case->{version} }))
	  if $fault || (defined $difference && !defined $reason);
}

# The lists above are to be honest.
if ($file eq $default_file)
{
	my %known = map { $_->{id} => 1 } @cases;

	foreach my $kind (@kinds)
	{
		ok($differing_kind{ $kind->{name} },
			"some cases differ by their kind: $kind->{name}");
	}
	ok($known{$_}, "case $_ exists") foreach sort keys %differs;
}

diag(sprintf "%d cases of Alembic: %d agree, %d differ",
	scalar @cases, $count{passed} // 0, $count{differing} // 0);

is($node->safe_psql('postgres', 'SELECT 1'), '1', 'the server is alive');
unlike($stderr, qr/server closed the connection|PANIC/, 'it always was');

$node->stop;
done_testing();

sub read_lines
{
	my ($name) = @_;

	open my $fh, '<', $name or die "could not open \"$name\": $!";
	my @lines = grep { /\S/ } <$fh>;
	close $fh;
	return @lines;
}

# All cases in one session, each in a transaction that is rolled back; the
# answers come as one line of JSON each.
sub run_cases
{
	my @questions = (helper_function());

	foreach my $case (@cases)
	{
		my $argument = $json->encode(
			{ %$case, applied => [ closure($case, @{ $case->{version} }) ] });

		push @questions, 'BEGIN;', "SELECT run_case(\$case\$$argument\$case\$);", 'ROLLBACK;';
	}
	my ($answers, $stderr) = json_answers($node, @questions);
	return ({ map { $_->{id} => $_ } @$answers }, $stderr);
}

sub helper_function
{
	return <<'SQL';
CREATE FUNCTION run_case(c jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	command text := c->>'command';
	target text := c->'args'->>'target';
	planned text[];
	ran text[] := '{}';
	stamped text[];
	version text[];
	applied text[];
	state text;
	message text;
BEGIN
	INSERT INTO schemaver.revision
		(revision, upgrade, downgrade, down_revisions, depends_on, branch_labels)
	SELECT r->>'rev', 'SELECT 1', 'SELECT 1',
		texts(r->'down'), texts(r->'deps'), texts(r->'labels')
	FROM jsonb_array_elements(c->'graph') r;
	INSERT INTO schemaver.applied (revision) SELECT unnest(texts(c->'applied'));

	BEGIN
		IF command IN ('upgrade', 'downgrade') THEN
			planned := ARRAY(SELECT revision FROM schemaver_plan(target, command)
							 ORDER BY step);
		END IF;
		IF command = 'upgrade' THEN
			ran := ARRAY(SELECT schemaver_upgrade(target));
		ELSIF command = 'downgrade' THEN
			ran := ARRAY(SELECT schemaver_downgrade(target));
		ELSE
			stamped := ARRAY(SELECT schemaver_stamp(texts(c->'args'->'targets'),
													(c->'args'->>'purge')::boolean));
		END IF;
		version := ARRAY(SELECT v.revision FROM schemaver.version v);
		applied := ARRAY(SELECT a.revision FROM schemaver.applied a);
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
		RETURN jsonb_build_object('id', c->>'id', 'sqlstate', state, 'error', message);
	END;
	RETURN jsonb_build_object('id', c->>'id', 'planned', planned, 'ran', ran,
		'stamped', stamped, 'version', version, 'applied', applied);
END
$$;
SQL
}

# What is wrong with an answer, whatever Alembic's is; undef if nothing is.
sub fault_of_answer
{
	my ($case, $answer) = @_;

	return 'there is no answer' if !defined $answer;
	if (defined $answer->{error})
	{
		return "internal error: $answer->{error}"
		  if $answer->{sqlstate} =~ /^XX/;
		return;
	}

	my @before = closure($case, @{ $case->{version} });
	my @ran = @{ $answer->{ran} };
	my %after = map { $_ => 1 } @before;

	return 'the version is not the maximal elements of what is applied'
	  if !same_set($answer->{version},
		[ maximal($case, @{ $answer->{applied} }) ]);
	if ($case->{command} eq 'stamp')
	{
		return 'stamp did not return the version'
		  if !same_set($answer->{stamped}, $answer->{version});
		return;
	}
	return 'the plan is not what was run'
	  if "@ran" ne "@{ $answer->{planned} }";
	if ($case->{command} eq 'upgrade')
	{
		$after{$_} = 1 foreach @ran;
	}
	else
	{
		delete $after{$_} foreach @ran;
	}
	return 'what is applied does not follow from what was run'
	  if !same_set($answer->{applied}, [ keys %after ]);
	return "revision $1 ran out of order"
	  if out_of_order($case, @ran) =~ /(.+)/;
	return;
}

# How an answer differs from Alembic's; undef if it does not.
sub difference
{
	my ($case, $answer) = @_;
	my $expect = $case->{expect};

	if (defined $expect->{error})
	{
		return if $expect->{kind} eq 'internal' || defined $answer->{error};
		return "no error, Alembic's is: $expect->{error}";
	}
	return "error $answer->{sqlstate}: $answer->{error}"
	  if defined $answer->{error};
	return 'other revisions ran'
	  if defined $expect->{revisions}
	  && !same_set($answer->{ran}, $expect->{revisions});
	return 'another version'
	  if !same_set($answer->{version},
		[ maximal($case, @{ $expect->{version} }) ]);
	return;
}

sub same_set
{
	my ($a, $b) = @_;

	return join("\n", sort @$a) eq join("\n", sort @$b);
}

# What each revision of a case depends on; dangling links left out.
sub needs
{
	my ($case) = @_;

	return $case->{needs} if $case->{needs};

	my (%name, %needs);
	foreach my $revision (@{ $case->{graph} })
	{
		$name{$_} = $revision->{rev}
		  foreach $revision->{rev}, @{ $revision->{labels} };
	}
	foreach my $revision (@{ $case->{graph} })
	{
		$needs{ $revision->{rev} } = [
			grep { defined }
			map { $name{$_} } @{ $revision->{down} },
			@{ $revision->{deps} }
		];
	}
	return $case->{needs} = \%needs;
}

# Revisions and all that they depend on.
sub closure
{
	my ($case, @stack) = @_;
	my $needs = needs($case);
	my %seen;

	while (@stack)
	{
		my $revision = pop @stack;

		next if $seen{$revision}++;
		push @stack, @{ $needs->{$revision} // [] };
	}
	return sort keys %seen;
}

# Those of some revisions on which none of the others rests.
sub maximal
{
	my ($case, @revisions) = @_;
	my $needs = needs($case);
	my %below;

	foreach my $revision (@revisions)
	{
		$below{$_} = 1
		  foreach closure($case, @{ $needs->{$revision} // [] });
	}
	return grep { !$below{$_} } @revisions;
}

# The first revision that ran before one that it should have waited for, or
# an empty string.
sub out_of_order
{
	my ($case, @ran) = @_;
	my $needs = needs($case);
	my %place;

	@ran = reverse @ran if $case->{command} eq 'downgrade';
	for my $i (0 .. $#ran)
	{
		return $ran[$i] if exists $place{ $ran[$i] };
		$place{ $ran[$i] } = $i;
	}
	foreach my $revision (@ran)
	{
		foreach my $needed (@{ $needs->{$revision} // [] })
		{
			return $revision
			  if exists $place{$needed} && $place{$needed} > $place{$revision};
		}
	}
	return '';
}
