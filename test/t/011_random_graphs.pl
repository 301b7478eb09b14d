# Random graphs, held against a naive model of the rules.
#
# The model knows a graph as a hash and what is applied as a set, and follows
# the rules of the graph word by word, without a thought for speed:
#
# - upgrade runs what the target depends on, and the target, unless applied;
# - downgrade undoes what is applied of the children of the target and of all
#   that depends on these;
# - of the revisions that may run next, the older one runs, then the one with
#   the lower id; a downgrade runs in the reverse order;
# - the version is what is applied and has nothing applied that depends on it;
# - what is not applied, though something that depends on it is, is missing:
#   schemaver.missing_revisions decides what becomes of it.
#
# SCHEMAVER_SEED and SCHEMAVER_GRAPHS give other graphs, and more of them.

use strict;
use warnings;

use JSON::PP;
use JsonAnswers;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $seed = $ENV{SCHEMAVER_SEED} // 20240229;
my $graphs = $ENV{SCHEMAVER_GRAPHS} // 300;
my $operations = 10;

# What the model and schemaver answer to a target that leads nowhere.
my $error = { error => 1 };

my $json = JSON::PP->new->ascii->canonical;
my $node = PostgreSQL::Test::Cluster->new('random_graphs');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nlog_min_messages = error");
$node->start;

srand($seed);
my @trials = map { random_trial($_) } 1 .. $graphs;
my $answers = run_trials(@trials);
my $errors = 0;

foreach my $trial (@trials)
{
	is(first_difference($trial), undef, "graph $trial->{id} of seed $seed");
}
my $total = $graphs * $operations;
diag("$total operations on $graphs graphs, $errors of them errors");
cmp_ok($errors, '<', $total / 2, 'most operations are no errors');

$node->stop;
done_testing();

# --------
# Graphs and operations
# --------

sub random_of
{
	my (@items) = @_;

	return $items[ int(rand(@items)) ];
}

# A graph and a series of operations on it, with the model's answers.
sub random_trial
{
	my ($id) = @_;
	my $graph = random_graph();
	my $written = $json->encode([ values %$graph ]);
	my %applied;
	my @operations;

	foreach my $number (1 .. $operations)
	{
		my $operation = random_operation($graph, $number);

		$operation->{expect} = model($graph, \%applied, $operation);
		push @operations, $operation;
	}
	return {
		id => $id,
		graph => $graph,
		written => $written,
		operations => \@operations
	};
}

# Each revision depends on earlier ones.  The times at which they are created
# are few, and not in the order of the graph.
sub random_graph
{
	my $size = 2 + int(rand(24));
	my ($chain, $merge, $base, $depend, $label) =
	  (rand(), rand(0.4), rand(0.3), rand(0.5), rand(0.4));
	my (%graph, @ids);

	foreach my $number (1 .. $size)
	{
		my $id = sprintf '%04x%02d', int(rand(65536)), $number;
		my %node = (
			id => $id,
			down => [],
			deps => [],
			labels => [],
			created => 1 + int(rand(6)));

		if (@ids && rand() >= $base)
		{
			my %down = (rand() < $chain ? $ids[-1] : random_of(@ids) => 1);

			while (rand() < $merge)
			{
				$down{ random_of(@ids) } = 1;
			}
			$node{down} = [ sort keys %down ];
		}
		if (@ids && rand() < $depend)
		{
			my %deps = map { random_of(@ids) => 1 } 1 .. 1 + int(rand(2));

			$node{deps} = [
				map {
					my $other = $graph{$_};
					@{ $other->{labels} } && rand() < 0.5
					  ? $other->{labels}[0]
					  : $_
				} sort keys %deps
			];
		}
		$node{labels} = [ map { "branch${number}_$_" } 1 .. 1 + int(rand(2)) ]
		  if rand() < $label;

		$graph{$id} = \%node;
		push @ids, $id;
	}
	return \%graph;
}

sub random_operation
{
	my ($graph, $number) = @_;
	my @ids = sort keys %$graph;
	my ($id, $other) = (random_of(@ids), random_of(@ids));
	my @labels = map { @{ $graph->{$_}{labels} } } @ids;
	my $branch = @labels && rand() < 0.5 ? random_of(@labels) : $id;
	my $steps = 1 + int(rand(3));
	my $chance = rand();

	return { command => 'stamp', target => $branch } if $chance < 0.06;
	if ($chance < 0.12)
	{
		my $new = sprintf '%04xs%d', int(rand(65536)), $number;

		return splice_in($graph, $new, $id, 1 + int(rand(6)));
	}
	if ($chance < 0.22)
	{
		return {
			command => 'history',
			target => random_of(
				'base:heads', "$id:$other", "$id:$other", "$id:heads",
				"base:$other", ":$branch", "$branch:")
		};
	}
	if ($chance < 0.62)
	{
		return {
			command => 'upgrade',
			missing => random_of('error', 'run', 'run', 'ignore'),
			target => random_of(
				$id, $branch, $branch, 'head', 'heads', 'heads',
				'current', "+$steps", "$branch+$steps", "base+$steps",
				"$branch\@head", "$branch\@heads", "$branch-$steps")
		};
	}
	return {
		command => 'downgrade',
		target => random_of(
			$id, $branch, $branch, 'base', "-$steps", "-$steps",
			"$branch-$steps", "$branch+$steps", 'current', 'head')
	};
}

# Insert a new revision below an existing one, whether it is applied or not.
sub splice_in
{
	my ($graph, $new, $child, $created) = @_;

	$graph->{$new} = {
		id => $new,
		down => $graph->{$child}{down},
		deps => [],
		labels => [],
		created => $created
	};
	$graph->{$child}{down} = [$new];
	return {
		command => 'splice',
		target => $child,
		node => { %{ $graph->{$new} } }
	};
}

# --------
# The model
# --------

sub needs
{
	my ($graph, $id) = @_;

	return (@{ $graph->{$id}{down} },
		map { named($graph, $_) } @{ $graph->{$id}{deps} });
}

sub named
{
	my ($graph, $name) = @_;
	my ($id) =
	  grep { $_ eq $name || grep { $_ eq $name } @{ $graph->{$_}{labels} } }
	  keys %$graph;

	return $id;
}

sub children
{
	my ($graph, $id) = @_;

	return grep { grep { $_ eq $id } @{ $graph->{$_}{down} } } keys %$graph;
}

# Revisions and all that they depend on; by down_revisions only, if asked.
sub below
{
	my ($graph, $parents_only, @stack) = @_;
	my %seen;

	while (@stack)
	{
		my $id = pop @stack;

		push @stack,
		  $parents_only ? @{ $graph->{$id}{down} } : needs($graph, $id)
		  unless $seen{$id}++;
	}
	return keys %seen;
}

# True if one revision depends on the other, or is the same.
sub rests_on
{
	my ($graph, $parents_only, $id, $other) = @_;

	return scalar grep { $_ eq $other } below($graph, $parents_only, $id);
}

sub in_branch
{
	my ($graph, $id, $branch) = @_;

	return rests_on($graph, 1, $id, $branch)
	  || rests_on($graph, 1, $branch, $id);
}

sub version
{
	my ($graph, $applied) = @_;
	my %below = map { $_ => 1 }
	  map { below($graph, 0, needs($graph, $_)) } keys %$applied;

	return sort grep { !$below{$_} } keys %$applied;
}

# The revisions that a target names, [] for base, or undef for an error.
sub resolve
{
	my ($graph, $applied, $target) = @_;
	my @version = version($graph, $applied);
	my ($branch) = $target =~ s/^(.+)@// ? named($graph, $1) : ();
	my $steps = $target =~ s/([+-]\d+)$// ? $1 : 0;
	my @at;

	if ($target eq 'head' || $target eq 'heads')
	{
		@at = grep { !children($graph, $_) } keys %$graph;
		@at = grep { in_branch($graph, $_, $branch) } @at if defined $branch;
		return if $target eq 'head' && @at != 1;

		# what another revision depends on is already named by that one
		@at = grep {
			my $head = $_;
			!grep { $_ ne $head && rests_on($graph, 0, $_, $head) }
			  keys %$graph
		} @at if $target eq 'heads' && !defined $branch;
	}
	elsif ($target eq 'base')
	{
		@at = ();
	}
	elsif ($target eq 'current' || $target eq '')
	{
		@at = @version;
	}
	else
	{
		@at = (named($graph, $target));
	}

	while ($steps != 0)
	{
		my $up = $steps > 0;

		return if @at > 1 || (!@at && !$up);
		if ($up)
		{
			@at =
			  @at
			  ? children($graph, $at[0])
			  : grep { !@{ $graph->{$_}{down} } } keys %$graph;
			return if !@at;
		}
		else
		{
			my @parents = @{ $graph->{ $at[0] }{down} };

			# a parent that is below another one is not the next
			@at = grep {
				my $parent = $_;
				!grep { $_ ne $parent && rests_on($graph, 1, $_, $parent) } @parents
			} @parents;
		}
		return if @at > 1;
		$steps += $up ? -1 : 1;
	}
	return \@at;
}

# What an operation does, which changes what is applied: the revisions that
# run and what there is to see after them; or an error.
sub model
{
	my ($graph, $applied, $operation) = @_;
	my ($command, $target) = @$operation{qw(command target)};
	my @shown;
	my @order;

	if ($command eq 'history')
	{
		my ($lower, $upper) = map { resolve($graph, $applied, $_) }
		  $target =~ /^(.+):/ ? "$1" : 'base',
		  $target =~ /:(.+)$/ ? "$1" : 'heads';
		my %shown = map { $_ => 1 } below($graph, 0, @$upper);

		return $error if grep { !$shown{$_} } @$lower;
		delete @shown{ below($graph, 0, map { needs($graph, $_) } @$lower) };
		@shown = reverse in_order(
			$graph,
			grep {
				my $id = $_;
				!@$lower || grep { rests_on($graph, 1, $id, $_) } @$lower
			} keys %shown);
	}
	elsif ($command ne 'splice')
	{
		my $at = resolve($graph, $applied, $target);

		return $error if !defined $at;
		if ($command eq 'stamp')
		{
			%$applied = map { $_ => 1 } below($graph, 0, @$at);
		}
		elsif ($command eq 'upgrade')
		{
			my %missing = map { $_ => 1 } missing($graph, $applied);
			my @need = grep { !$applied->{$_} } below($graph, 0, @$at);

			return $error if $operation->{missing} eq 'error'
			  && grep { $missing{$_} } @need;
			@need = grep { !$missing{$_} } @need
			  if $operation->{missing} eq 'ignore';
			@order = in_order($graph, @need);
			$applied->{$_} = 1 foreach @order;
		}
		else
		{
			return $error if $target =~ /^\+/ || @$at > 1;

			my @children =
			  @$at
			  ? map { children($graph, $_) } @$at
			  : grep { !@{ $graph->{$_}{down} } } keys %$graph;

			# steps down from the version stay on its own line
			if ($target =~ /^-/ && @children > 1)
			{
				my ($start) = version($graph, $applied);

				@children = grep { rests_on($graph, 1, $start, $_) } @children;
			}

			my @drop = grep {
				my $id = $_;
				grep { rests_on($graph, 0, $id, $_) } @children
			} keys %$applied;

			return $error if !@drop && grep { !$applied->{$_} } @$at;
			@order = reverse in_order($graph, @drop);
			delete @$applied{@order};
		}
	}

	my @missing = missing($graph, $applied);
	return {
		ran => \@order,
		shown => [ map { shown($graph, $applied, $_) } @shown ],
		version => [ version($graph, $applied) ],
		applied => scalar keys %$applied,
		missing => scalar @missing,
		pending => keys(%$graph) - keys(%$applied) - @missing
	};
}

# Revisions in the order in which they run.
sub in_order
{
	my ($graph, @ids) = @_;
	my %waiting = map { $_ => 1 } @ids;
	my @order;

	while (%waiting)
	{
		my ($next) = sort {
			$graph->{$a}{created} <=> $graph->{$b}{created}
			  || $a cmp $b
		  }
		  grep {
			!grep { $waiting{$_} } below($graph, 0, needs($graph, $_))
		  } keys %waiting;

		push @order, $next;
		delete $waiting{$next};
	}
	return @order;
}

sub missing
{
	my ($graph, $applied) = @_;

	return grep { !$applied->{$_} }
	  below($graph, 0, map { needs($graph, $_) } keys %$applied);
}

# What the history has to say about a revision.
sub shown
{
	my ($graph, $applied, $id) = @_;
	my $is_missing = grep { $_ eq $id } missing($graph, $applied);
	my $dependents = grep {
		grep { named($graph, $_) eq $id } @{ $graph->{$_}{deps} }
	} keys %$graph;
	my %flags = (
		head => !children($graph, $id),
		effective_head => !children($graph, $id) && $dependents,
		base => !@{ $graph->{$id}{down} },
		branch_point => children($graph, $id) > 1,
		merge_point => @{ $graph->{$id}{down} } > 1,
		applied => $applied->{$id},
		current => scalar(grep { $_ eq $id } version($graph, $applied)));

	return join ' ', $id,
	    $applied->{$id} ? 'applied'
	  : $is_missing ? 'missing'
	  : 'pending', grep { $flags{$_} } sort keys %flags;
}

# --------
# The server
# --------

# Run all trials in one session, each in a transaction that is rolled back;
# the answers come as one line of JSON for each operation.
sub run_trials
{
	my (@trials) = @_;
	my @questions = (helper_functions());
	my %answers;

	foreach my $trial (@trials)
	{
		push @questions, 'BEGIN;', "SELECT write_graph('$trial->{written}');";
		foreach my $number (0 .. $operations - 1)
		{
			my %operation = %{ $trial->{operations}[$number] };

			delete $operation{expect};
			my $argument = $json->encode(
				{ %operation, trial => $trial->{id}, number => $number });
			push @questions, "SELECT run('$argument');";
		}
		push @questions, 'ROLLBACK;';
	}
	my ($answers) = json_answers($node, @questions);
	$answers{ $_->{trial} }[ $_->{number} ] = $_ foreach @$answers;
	return \%answers;
}

sub helper_functions
{
	return <<'SQL';
CREATE FUNCTION write_graph(graph jsonb) RETURNS void LANGUAGE sql AS $$
	INSERT INTO schemaver.revision (revision, upgrade, downgrade,
		down_revisions, depends_on, branch_labels, created_at)
	SELECT r->>'id', 'SELECT 1', 'SELECT 1',
		texts(r->'down'), texts(r->'deps'), texts(r->'labels'),
		to_timestamp((r->>'created')::integer)
	FROM jsonb_array_elements(graph) r
$$;

CREATE FUNCTION run(operation jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	command text := operation->>'command';
	target text := operation->>'target';
	answer jsonb := jsonb_build_object('trial', operation->'trial',
									   'number', operation->'number');
	planned text[] := '{}';
	ran text[] := '{}';
	shown text[] := '{}';
	status record;
	state text;
	message text;
BEGIN
	BEGIN
		IF command = 'upgrade' THEN
			PERFORM set_config('schemaver.missing_revisions', operation->>'missing', true);
			planned := ARRAY(SELECT revision FROM schemaver_plan(target) ORDER BY step);
			ran := ARRAY(SELECT schemaver_upgrade(target));
		ELSIF command = 'downgrade' THEN
			planned := ARRAY(SELECT revision FROM schemaver_plan(target, 'downgrade') ORDER BY step);
			ran := ARRAY(SELECT schemaver_downgrade(target));
		ELSIF command = 'stamp' THEN
			PERFORM schemaver_stamp(target, purge => true);
		ELSIF command = 'splice' THEN
			PERFORM write_graph(jsonb_build_array(operation->'node'));
			UPDATE schemaver.revision SET down_revisions = ARRAY[operation->'node'->>'id']
			WHERE revision = target;
		ELSE
			shown := ARRAY(
				SELECT concat_ws(' ', revision, h.state,
					CASE WHEN is_applied THEN 'applied' END,
					CASE WHEN is_base THEN 'base' END,
					CASE WHEN is_branch_point THEN 'branch_point' END,
					CASE WHEN is_current THEN 'current' END,
					CASE WHEN is_effective_head THEN 'effective_head' END,
					CASE WHEN is_head THEN 'head' END,
					CASE WHEN is_merge_point THEN 'merge_point' END)
				FROM schemaver_history(target) h);
		END IF;
		SELECT * INTO status FROM schemaver_status();
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
		RETURN answer || jsonb_build_object('sqlstate', state, 'error', message);
	END;
	RETURN answer || jsonb_build_object('planned', planned, 'ran', ran,
		'shown', shown, 'applied', status.applied, 'missing', status.missing,
		'pending', status.pending,
		'version', (SELECT coalesce(jsonb_agg(v.revision ORDER BY v.revision COLLATE "C"), '[]')
					FROM schemaver.version v));
END
$$;
SQL
}

# What is different in the first operation whose answer is not the model's.
sub first_difference
{
	my ($trial) = @_;
	my @before;

	foreach my $number (0 .. $operations - 1)
	{
		my $operation = $trial->{operations}[$number];
		my $expect = $operation->{expect};
		my $answer = $answers->{ $trial->{id} }[$number]
		  // { error => 'no answer', sqlstate => 'XX000' };

		$errors++ if $expect->{error};
		if (!agree($expect, $answer))
		{
			return join "\n", text_of($operation),
			  'model:     ' . $json->encode($expect),
			  'schemaver: ' . $json->encode($answer),
			  'before:    ' . join(', ', @before),
			  split /(?<=\}),(?=\{)/, $trial->{written};
		}
		push @before, text_of($operation);
	}
	return;
}

sub text_of
{
	my ($operation) = @_;

	return join ' ', grep { defined } @$operation{qw(command target missing)},
	  $operation->{node} ? $json->encode($operation->{node}) : undef;
}

sub agree
{
	my ($expect, $answer) = @_;

	return $expect->{error} && $answer->{sqlstate} !~ /^XX/
	  if $answer->{error};
	return if $expect->{error} || "@{ $answer->{ran} }" ne "@{ $answer->{planned} }";

	delete @$answer{qw(trial number planned)};
	return $json->encode($expect) eq $json->encode($answer);
}
