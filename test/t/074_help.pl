# The man page, the completions, and help: made from one table, they agree; and
# what they say is what the program takes.

use strict;
use warnings;

use File::Temp qw(tempdir);
use IPC::Run ();

use PostgreSQL::Test::Utils;
use Test::More;

my $base = tempdir(CLEANUP => 1);

sub run
{
	my (@command) = @_;
	my ($stdout, $stderr) = ('', '');

	local %ENV = (%ENV, PGHOST => '/nonexistent', HOME => $base);
	IPC::Run::run(\@command, '<', \'', '>', \$stdout, '2>', \$stderr);
	return ($? >> 8, $stdout, $stderr);
}

my ($status, $help, $err) = run('schemaver', '--help');
my (undef, $man) = run('schemaver', 'print-man');
my (undef, $bash) = run('schemaver', 'print-completion', 'bash');
my (undef, $zsh) = run('schemaver', 'print-completion', 'zsh');
my @common = $help =~ /^  (?:-., |    )(--[a-z-]+)/mg;
my @verbs = $help =~ /^  ([a-z][a-z-]*) +\S/mg;
my ($page) = $man =~ /^\.SH COMMANDS\n(.*?)^\.SH /ms;

is($status, 0, '--help');
is((run('schemaver', 'help'))[1], $help, 'help is the same');
cmp_ok(scalar @verbs, '>=', 35, 'commands');
is_deeply([ sort map { s/\\-/-/gr } $page =~ /^\.SS "([a-z\\-]+)/mg ], [ sort @verbs ], 'those of the man page');
is_deeply([ sort split / /, ($bash =~ /local verbs="(.*)"/)[0] ], [ sort @verbs ], 'those of bash');
is_deeply([ sort $zsh =~ /^\t\t'([a-z-]+):/mg ], [ sort @verbs ], 'those of zsh');

foreach my $verb (@verbs)
{
	my ($code, $text) = run('schemaver', $verb, '--help');
	my @options = $text =~ /^  (?:-., |    )(--[a-z-]+)/mg;
	my ($section) = $page =~ /^\.SS "\Q@{[ $verb =~ s{-}{\\-}gr ]}\E[ "].*?\n(.*?)(?=^\.SS|\z)/ms;
	my ($words) = $bash =~ /^\t\t\Q$verb\E:-\*\) words="(.*)" ;;/m;
	my ($arguments) = $zsh =~ /^\t\t\Q$verb\E\)\n(.*?);;/ms;

	is($code, 0, "$verb --help");
	is((run('schemaver', 'help', $verb))[1], $text, "help $verb");
	like($text, qr/\AUsage: schemaver \Q$verb\E\b/, "$verb: usage");
	is_deeply([ map { s/\\-/-/gr =~ s/=//r } $section =~ /^\.B .*?(\\-\\-[a-z\\-]+)/mg ], \@options, "$verb: options of the man page");
	is_deeply([ map { s/=//r } grep { /^--/ } split / /, $words ], [ @common, @options ], "$verb: options of bash");
	is_deeply([ $arguments =~ /'\*(--[a-z-]+)/g ], \@options, "$verb: options of zsh");
	# what a shell offers, the program takes: here it is one of these, or a value is missing
	foreach my $option (@options)
	{
		my ($code, undef, $message) = run('schemaver', $verb, $option);

		unlike($message, qr/unrecognized option|has no option/, "$verb $option");
	}
	is((run('schemaver', $verb, '--no-such-option'))[0], 2, "$verb: another option");
}
is((run('schemaver', 'help', 'nosuch'))[0], 2, 'help about nothing');
is((run('schemaver', 'nosuch', '--help'))[0], 2, 'nor has it --help');
like((run('schemaver', 'print-completion', 'fish'))[2], qr/unrecognized shell "fish"/, 'another shell');
unlike($help, qr/print-/, 'what make calls is in no list');

# ----------
# bash
# ----------
append_to_file("$base/schemaver.bash", $bash);
mkdir "$base/folder";
append_to_file("$base/file.sql", '');

sub completes
{
	my ($line, @expected) = @_;
	my $script = <<'END';
source "$1/schemaver.bash"; cd "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _schemaver
printf '%s\n' "${COMPREPLY[@]}"
END
	my (undef, $stdout, $stderr) = run('bash', '-c', $script, 'bash', $base, @$line);

	is($stderr, '', "@$line: no message");
	is_deeply([ grep { length } split /\n/, $stdout ], \@expected, "@$line: completions");
	return;
}

completes([ 'schemaver', 'prog' ], 'progress');
completes([ 'schemaver', '--dir', 'fo' ], 'folder');
completes([ 'schemaver', 'lint', '--sa' ], '--sarif');
completes([ 'schemaver', 'lint', '--format', '=', 'gi' ], 'github', 'gitlab');
completes([ 'schemaver', 'lint', '--format', '=' ], qw(text markdown github gitlab sarif));
completes([ 'schemaver', 'graph', '--format', 's' ], 'svg');
completes([ 'schemaver', '--json', 'upgrade', 'he' ], 'head', 'heads');
completes([ 'schemaver', 'revision', '-m', 'he' ]);
completes([ 'schemaver', 'load', 'fi' ], 'file.sql');
completes([ 'schemaver', 'help', 'dr' ], 'dry-run', 'drift');
completes([ 'schemaver', 'import', 'alem' ], 'alembic');

# ----------
# Others read them
# ----------
SKIP:
{
	skip 'no groff', 1 if system('groff --version >/dev/null 2>&1') != 0;
	append_to_file("$base/schemaver.1", $man);
	my (undef, undef, $warnings) = run('groff', '-man', '-ww', '-z', "$base/schemaver.1");
	is($warnings, '', 'the man page is good roff');
}
SKIP:
{
	skip 'no zsh', 2 if system('zsh --version >/dev/null 2>&1') != 0;
	append_to_file("$base/_schemaver", $zsh);
	is((run('zsh', '-n', "$base/_schemaver"))[2], '', 'the completion is good for zsh');
	is((run('zsh', '-fc', "autoload -U compinit; compinit -u -D; source '$base/_schemaver' 2>/dev/null; whence -w _schemaver"))[1], "_schemaver: function\n", 'and defines its function');
}

done_testing();
