# A page of the documents: its blocks, and what becomes of them when they run.
#
# The blocks of a page run in their order, in one shell and one folder, with
# PGDATABASE and the like in the environment:
#
#   ```console    "$ COMMAND", below it what it prints.  A command may go on
#                 after a backslash at the end of a line, or with a here
#                 document.  It has to succeed, unless the output has an error,
#                 or the next command is "echo $?".
#   ```sql        statements for a session of psql, below each what psql prints.
#                 Statements begin at the left margin with a key word, and end
#                 with a semicolon at the end of a line.  Without output a
#                 statement only must not fail.  Headers, tuples only, expanded
#                 and unaligned are set as the output has them.
#   ```text       right after one of these: the output of its last statement or
#                 command, where it could be taken for the next one
#   ```sh         a script, which has to succeed
#
# A line "[...]" in an output is any number of lines, and at the end of a line
# the rest of it.  Ids of revisions, times,
# durations, sizes, numbers of four and more digits, and the width of columns
# may be others; an id that was printed stands for that one from then on, also
# in commands.  Command tags are not compared.
#
# Comments say what readers do not have to see:
#
#   <!-- setup            a script for the same shell
#   ...
#   -->
#   <!-- file: NAME -->   the next block is the content of this file
#   <!-- not run: WHY --> the next block does not run; YAML is parsed
#   <!-- page not run: WHY -->
#   <!-- requires: COMMAND -->  the page runs only if this command succeeds

package DocumentPage;

use strict;
use warnings;

use IPC::Open2 qw(open2);
use PostgreSQL::Test::Utils ();

my $mark = '~~ end of output ~~';

# An id of a revision as it is by default
my $id = qr/(?<![0-9a-zA-Z])[0-9a-f]{12}(?![0-9a-zA-Z])/;

# Words that begin a statement in the transcript of a session
my $verb = qr/ANALYZE|ALTER|BEGIN|CALL|COMMENT|COMMIT|COPY|CREATE|DELETE|DO|DROP|EXPLAIN|GRANT|INSERT|LISTEN|MERGE|RESET|REVOKE|ROLLBACK|SECURITY|SELECT|SET|SHOW|TABLE|TRUNCATE|UPDATE|VACUUM|WITH/;

# Returns the page as a list of blocks, with {language, lines, line, not_run, file}.
sub parse
{
	my ($class, $path) = @_;
	my $self = bless { path => $path, blocks => [], not_run => undef }, $class;
	my ($block, $comment, $fence);
	my %next;
	my $number = 0;

	foreach my $line (split /\n/, PostgreSQL::Test::Utils::slurp_file($path))
	{
		$number++;
		if (defined $comment)
		{
			if ($line eq '-->')
			{
				push @{ $self->{blocks} }, { language => 'setup', lines => $comment, line => $number };
				undef $comment;
			}
			else
			{
				push @$comment, $line;
			}
		}
		elsif ($block)
		{
			if ($line =~ /^\s*```\s*$/)
			{
				push @{ $self->{blocks} }, $block;
				undef $block;
			}
			else
			{
				$line =~ s/^$fence//;
				push @{ $block->{lines} }, $line;
			}
		}
		elsif ($line =~ /^(\s*)```\s*(\w*)\s*$/)
		{
			$fence = $1;
			$block = { language => $2, lines => [], line => $number, %next, adjacent => $self->{adjacent} };
			%next = ();
		}
		elsif ($line eq '<!-- setup')
		{
			$comment = [];
		}
		elsif ($line =~ /^\s*<!-- page not run: (.+) -->$/)
		{
			$self->{not_run} = $1;
		}
		elsif ($line =~ /^\s*<!-- requires: (.+) -->$/)
		{
			$self->{requires} = $1;
		}
		elsif ($line =~ /^\s*<!-- (not run|file): (.+) -->$/)
		{
			my ($key, $value) = ($1, $2);

			$next{ $key =~ s/ /_/r } = $value;
		}
		$self->{adjacent} = 1 if $line =~ /^\s*```\s*$/;
		$self->{adjacent} = 0 if $line =~ /\S/ and $line !~ /^\s*```/;
	}
	die "$path: a block or a comment has no end" if $block or $comment;
	return $self;
}

# ----------
# Pieces: what is run at a time, and what it prints
# ----------

# Commands of a console, each with its output.
sub commands
{
	my ($block) = @_;
	my @pieces;
	my ($open, $here) = (0, '');

	foreach my $line (@{ $block->{lines} })
	{
		if ($open)
		{
			push @{ $pieces[-1]{input} }, $line;
			$open = $here ne '' ? $line ne $here : $line =~ /\\$/;
			$here = '' unless $open;
		}
		elsif ($line =~ /^\$ (.*)/)
		{
			push @pieces, { input => [$1], output => [] };
			$here = $1 =~ /<<-?\s*(['"]?)(\w+)\1/ ? $2 : '';
			$open = $here ne '' || $line =~ /\\$/;
		}
		else
		{
			die "line $block->{line}: output without a command" unless @pieces;
			push @{ $pieces[-1]{output} }, $line;
		}
	}
	return @pieces;
}

# True if a text, read up to its end, is within no statement.
sub is_complete
{
	my ($text) = @_;
	my $complete = 1;

	while ($text =~ /\G(?: (?<blank>\s+ | --[^\n]* | \/\*.*?\*\/)
		| (?<end>; | \\g\w*[^\n]*)
		| '(?:[^']|'')*' | "[^"]*" | \$(?<tag>\w*)\$ .*? \$\k<tag>\$
		| \w+ | (?<other>.) )/gsx)
	{
		next if defined $+{blank};
		$complete = defined $+{end} ? 1 : 0;
		# what begins here does not end here
		return 0 if defined $+{other} and ($+{other} eq q(') or $+{other} eq q(") or $+{other} eq '$' and $text =~ /\G\w*\$/);
	}
	return $complete;
}

# True if a line is what psql prints after a command.
sub is_tag
{
	return $_[0] =~ /^(?:(?:CREATE|ALTER|DROP|COMMENT|GRANT|REVOKE|SET|RESET|BEGIN|COMMIT|ROLLBACK|CALL|DO|LISTEN|VACUUM|ANALYZE|TRUNCATE TABLE|SECURITY LABEL)(?: [A-Z]+)*|(?:INSERT 0|UPDATE|DELETE|SELECT|MERGE|COPY) \d+)$/;
}

# Statements of a session, each with its output.
sub statements
{
	my ($block) = @_;
	my @pieces;
	my $open = 0;

	foreach my $line (@{ $block->{lines} })
	{
		if (!$open and (($line =~ /^(?:$verb)\b/ and not is_tag($line)) or $line =~ /^(?:-- |\\\w)/))
		{
			# a comment belongs to what it stands above
			push @pieces, { input => [], output => [] } unless @pieces and $pieces[-1]{comment};
			$pieces[-1]{comment} = $line =~ /^-- /;
			push @{ $pieces[-1]{input} }, $line;
			$open = !$pieces[-1]{comment} && $line !~ /^\\/ && !is_complete($line);
		}
		elsif ($open)
		{
			push @{ $pieces[-1]{input} }, $line;
			$open = !is_complete(join "\n", @{ $pieces[-1]{input} });
		}
		elsif (@pieces)
		{
			push @{ $pieces[-1]{output} }, $line;
		}
		elsif ($line ne '')
		{
			die "line $block->{line}: output without a statement";
		}
	}
	die "line $block->{line}: a statement without an end" if $open;
	return @pieces;
}

# The commands for psql that make its output look as the expected one.
sub look
{
	my @lines = grep { !/^(?:\[\.\.\.\]|INFO|NOTICE|WARNING|ERROR|DETAIL|HINT|CONTEXT|LINE|QUERY|\s+\^)/ and !is_tag($_) } @_;
	my ($expanded, $tuples, $aligned) = ('off', 'on', 1);

	if (grep { /^-\[ RECORD/ } @lines)
	{
		($expanded, $tuples) = ('on', 'off');
	}
	elsif (@lines and $lines[0] =~ /^\w+ *\| /)
	{
		$expanded = 'on';
	}
	elsif (@lines > 1 and $lines[1] =~ /^-+(?:\+-+)*$/)
	{
		$tuples = 'off';
	}
	elsif (@lines)
	{
		$aligned = $lines[0] =~ /^ /;
	}
	return "\\pset footer off\n\\pset expanded $expanded\n\\pset tuples_only $tuples\n\\pset format " . ($aligned ? 'aligned' : 'unaligned') . "\n";
}

# ----------
# Comparison
# ----------

# A line without what may differ.
sub loose
{
	my ($line) = @_;

	for ($line)
	{
		s/$id/ID/g;
		s/\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:[+-]\d\d(?::?\d\d)?|Z| UTC)?/TIME/g;
		s/(?<![\w:])\d\d:\d\d:\d\d(?:\.\d+)?/DURATION/g;
		s/\b\d+(?:\.\d+)? ?(?:ms|s|min|bytes|kB|MB|GB)\b/SIZE/g;
		s/(Process |pid\s*\|\s*)\d+/$1NUMBER/g;
		s/\b\d{4,}(?:\.\d+)?\b/NUMBER/g;
		s/^(running .*) \(\d+ of \d+\)$/$1/;
		s/-{2,}/--/g;
		s/\[ RECORD (\d+) \][-+]*/[ RECORD $1 ]/;
		s/\s+/ /g;
		s/ (?=[|+]( |$))//g;
		s/ $//;
	}
	return $line;
}

# True if a line is as expected; one that ends in "[...]" may go on.
sub is_like
{
	my ($expected, $actual) = @_;
	my $begin = $expected =~ /^(.+)\[\.\.\.\]$/ ? loose($1) : undef;

	return defined $begin ? index(loose($actual), $begin) == 0 : loose($expected) eq loose($actual);
}

# True if these lines are as expected; learns ids.
sub matches
{
	my ($self, $expected, $actual) = @_;
	my @expected = grep { !is_tag($_) and $_ ne '' } @$expected;
	my @actual = grep { !is_tag($_) and $_ ne '' } @$actual;
	my @chunks = ([]);
	my $at = 0;

	foreach my $line (@expected)
	{
		$line =~ /^\s*\[\.\.\.\]$/ ? push(@chunks, []) : push(@{ $chunks[-1] }, $line);
	}
	foreach my $i (0 .. $#chunks)
	{
		my @chunk = @{ $chunks[$i] };
		my $last = @actual - @chunk;
		my $from = $i == $#chunks && $i > 0 ? $last : $at;
		my $found;

		return 0 if $from < $at or $i == 0 && $i == $#chunks && $last != 0;
		for my $try ($from .. ($i == 0 ? 0 : $last))
		{
			next if grep { !is_like($chunk[$_], $actual[ $try + $_ ]) } 0 .. $#chunk;
			$found = $try;
			last;
		}
		return 0 unless defined $found;
		$self->learn($chunk[$_], $actual[ $found + $_ ]) foreach 0 .. $#chunk;
		$at = $found + @chunk;
	}
	return 1;
}

sub learn
{
	my ($self, $expected, $actual) = @_;
	my @ours = $expected =~ /($id)/g;
	my @theirs = $actual =~ /($id)/g;

	@{ $self->{ids} }{@ours} = @theirs;
	return;
}

# A text with the ids that the page has here.
sub with_ids
{
	my ($self, $text) = @_;

	foreach my $id (sort keys %{ $self->{ids} })
	{
		my $real = $self->{ids}{$id};

		next if $real eq $id;
		$text =~ s/(?<![0-9a-zA-Z])$id/$real/g;
		$text =~ s/(?<![0-9a-zA-Z])(${\ substr($id, 0, $_)})(?![0-9a-zA-Z])/substr($real, 0, $_)/ge foreach 4 .. 11;
	}
	# a folder of the server
	$text =~ s{/srv/}{$self->{folder}/srv/}g;
	return $text;
}

# ----------
# Running
# ----------

# Starts the shell of the page, in this folder.
sub start
{
	my ($self, $folder) = @_;

	$self->{folder} = $folder;
	$self->{ids} = {};
	$self->{pid} = open2($self->{from}, $self->{to}, 'stdbuf', '-o0', 'bash', '--norc');
	$self->{to}->autoflush;
	$self->shell("cd '$folder'");
	return;
}

sub finish
{
	my ($self) = @_;

	close $self->{to};
	waitpid $self->{pid}, 0;
	return;
}

# Runs a script; returns its exit status and the lines that it prints.
sub shell
{
	my ($self, $script, $name) = @_;
	my $file = "$self->{folder}/.script";
	my @lines;

	put($file, "$script\n");
	print { $self->{to} } ". '$file' </dev/null 2>&1; printf '\\n%s %d\\n' '$mark' \$?\n";
	local $SIG{ALRM} = sub { kill 'KILL', $self->{pid}; die "$self->{path}: this does not end: $script" };
	alarm 180;
	while (defined(my $line = readline $self->{from}))
	{
		chomp $line;
		if ($line =~ /^$mark (\d+)$/)
		{
			alarm 0;
			pop @lines if @lines and $lines[-1] eq '';
			return ($1, @lines);
		}
		push @lines, $line;
	}
	die "$self->{path}: the shell has ended: $script";
}

sub put
{
	my ($name, $content) = @_;

	open(my $file, '>:raw', $name) or die "could not write $name: $!";
	print $file $content;
	close $file;
	return;
}

# Runs a block.  Returns what is wrong, as texts: nothing if all is well.
sub run
{
	my ($self, $block, $text) = @_;
	my $content = join "\n", @{ $block->{lines} };

	if (defined $block->{file})
	{
		put("$self->{folder}/$block->{file}", "$content\n");
		return;
	}
	if ($block->{language} eq 'setup' or $block->{language} eq 'sh')
	{
		my ($status, @lines) = $self->shell($self->with_ids($content));

		return $status ? join("\n", "exit status $status:", $content, @lines) : ();
	}

	my $sql = $block->{language} eq 'sql';
	my @pieces = $sql ? statements($block) : commands($block);

	push @{ $pieces[-1]{output} }, @{ $text->{lines} } if $text;
	return $self->run_session(@pieces) if $sql;
	foreach my $i (0 .. $#pieces)
	{
		$pieces[$i]{may_fail} = grep { /ERROR|error:|"error":/ } @{ $pieces[$i]{output} };
		$pieces[$i]{may_fail} = 1 if $i < $#pieces and $pieces[ $i + 1 ]{input}[0] eq 'echo $?';
	}
	return map { $self->run_command($_) } @pieces;
}

sub run_command
{
	my ($self, $piece) = @_;
	my $input = join "\n", @{ $piece->{input} };
	my @output = grep { $_ ne '' } @{ $piece->{output} };
	my ($status, @lines) = $self->shell('(exit ' . ($self->{status} // 0) . ")\n" . $self->with_ids($input));

	$self->{status} = $status;
	return if ($status == 0 or $piece->{may_fail}) and (!@output or $self->matches(\@output, \@lines));
	return join "\n", '$ ' . $input, "exit status $status" . (@output ? ', instead of' : ''), @output, @output ? 'it prints' : (), @lines;
}

sub run_session
{
	my ($self, @pieces) = @_;
	my $file = "$self->{folder}/.statements";
	my @wrong;

	put($file, $self->with_ids(join '', map { look(@{ $_->{output} }) . join("\n", @{ $_->{input} }) . "\n\\echo '$mark'\n" } @pieces));

	my ($status, @lines) = $self->shell("psql -Xq <'$file'");

	foreach my $piece (@pieces)
	{
		my (@actual, $line);

		push @actual, $line while defined($line = shift @lines) and $line ne $mark;
		my @output = grep { $_ ne '' } @{ $piece->{output} };
		next if @output ? $self->matches(\@output, \@actual) : !grep { /^(?:ERROR|FATAL)/ } @actual;
		push @wrong, join "\n", @{ $piece->{input} }, @output ? ('instead of', @output) : (), 'it prints', @actual;
	}
	return @wrong;
}

1;
