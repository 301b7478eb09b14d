# What the tests with random inputs share: a server, cases that can be had
# again, and what must hold after each statement and each case.
#
#   SCHEMAVER_FUZZ_SECONDS   how long each of these tests runs (default: 20)
#   SCHEMAVER_SEED           what all that is random follows from; it is printed
#   SCHEMAVER_FUZZ_CASE      name:number, as a failure prints it: this case alone
#
# A statement must be answered within some seconds of statement_timeout, by
# rows or by an error that is none of class XX.  A case must leave the session
# as it was: settings, roles, locks, no transaction.

package Fuzz;

use strict;
use warnings;

use Digest::MD5 qw(md5_hex);
use FuzzSession;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

# Seconds that a statement may take, and how many more until it is a hang.
use constant { STATEMENT_TIMEOUT => 5, PATIENCE => 25 };

# So many failures are enough to look at.
use constant ENOUGH => 5;

# What a session must be like after a case as before it.
my $settings = q{
	SELECT name || ' = ' || setting || ' (' || source || ')' FROM pg_catalog.pg_settings
	WHERE name NOT IN ('in_hot_standby', 'transaction_isolation', 'transaction_read_only', 'transaction_deferrable')
	-- other extensions' are there once their libraries are
	AND (name NOT LIKE '%.%' OR name LIKE 'schemaver.%')
	UNION ALL SELECT 'role ' || current_user || ' ' || session_user || ' ' || pg_catalog.current_setting('role')};
my $state = qq{
	SELECT pg_catalog.md5(pg_catalog.string_agg(line, ',' ORDER BY line)) FROM ($settings) s (line)
	UNION ALL
	SELECT 'lock ' || locktype || ' ' || coalesce(relation::pg_catalog.regclass::text, objid::text, '') || ' ' || mode
	FROM pg_catalog.pg_locks
	WHERE pid = pg_catalog.pg_backend_pid() AND locktype <> 'virtualxid' AND (locktype <> 'relation'
		OR relation NOT IN (SELECT oid FROM pg_catalog.pg_class WHERE relnamespace = 'pg_catalog'::pg_catalog.regnamespace))
	UNION ALL SELECT 'cursor ' || name FROM pg_catalog.pg_cursors
	UNION ALL SELECT 'prepared ' || name FROM pg_catalog.pg_prepared_statements};

# A test that tampers with our tables says what messages report it: those may
# have a state of class XX.
sub new
{
	my ($class, $name, %options) = @_;
	my $self = bless {
		corrupted => $options{corrupted} // qr/^\b\B/,
		seed => $ENV{SCHEMAVER_SEED} // time() % 1000000,
		seconds => $ENV{SCHEMAVER_FUZZ_SECONDS} // 20,
		statements => 0,
		states => {},
		failures => []
	}, $class;

	$self->{seed} = int $self->{seed};
	# what die says is lost where standard error is tied, as it is in the
	# server's modules for tests
	$SIG{__DIE__} = sub { diag(@_) if !$^S };
	note "SCHEMAVER_SEED=$self->{seed}";
	my $node = $self->{node} = PostgreSQL::Test::Cluster->new($name);
	$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
	$node->append_conf('postgresql.conf', qq{
restart_after_crash = on
fsync = off
autovacuum = off
log_statement = none
log_min_error_statement = panic
log_min_messages = log
log_checkpoints = off
max_connections = 20
max_prepared_transactions = 2
wal_level = logical
statement_timeout = @{[ STATEMENT_TIMEOUT ]}s
client_min_messages = error
schemaver.lock_timeout = 300
schemaver.lock_retries = 2
schemaver.snapshot_timeout = 2s
});
	$node->start;
	$self->wait_for_server;
	return $self;
}

# Who initdb has made the owner of the cluster.
sub superuser { return scalar getpwuid $> }

# ----------
# Databases
# ----------

# A database that belongs to a role without privileges, with the extension.
sub create_database
{
	my ($self, $name, $owner, @sql) = @_;

	$self->admin("CREATE ROLE $owner LOGIN") if $owner ne superuser();
	$self->admin("CREATE DATABASE $name OWNER $owner TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
	my $session = FuzzSession->new($self->{node}, $name, $owner);
	foreach my $sql ('SET statement_timeout = 0', 'CREATE EXTENSION schemaver', @sql)
	{
		my $result = $session->query($sql);

		die "$sql: $result->{message}" if defined $result->{state};
	}
	$session->disconnect;
	return;
}

# The database as the template is, as if no session had been in it.
sub restore_database
{
	my ($self, $name, $template, $owner) = @_;

	$self->admin("DROP DATABASE IF EXISTS $name WITH (FORCE)");
	$self->admin("CREATE DATABASE $name OWNER $owner TEMPLATE $template");
	return;
}

# The rows of a query that must not fail.
sub query
{
	my ($self, $session, $sql) = @_;
	my $result = $session->query($sql);

	die "$sql: $result->{message}" if defined $result->{state};
	return $result->{rows};
}

# What must not fail, by a session that no case has.
sub admin
{
	my ($self, $sql) = @_;
	my $result = $self->{admin}->query($sql);

	if ($self->{admin}->gone)
	{
		$self->wait_for_server;
		$result = $self->{admin}->query($sql);
	}
	die "$sql: $result->{message}" if defined $result->{state};
	return $result->{rows};
}

# ----------
# Cases
# ----------

# Runs a case again and again for its part of the time.  What is random in a
# case follows from the seed, its name and its number.
sub cases
{
	my ($self, $name, $part, $code) = @_;
	my ($only, $number) = split /:/, $ENV{SCHEMAVER_FUZZ_CASE} // '';
	my ($end, $before, $n) = (time() + $self->{seconds} * $part, $self->{statements}, 0);

	return if defined $only && $only ne $name;
	while (defined $number ? $n < 1 : time() < $end)
	{
		$self->{case} = "$name:" . ($number // $n);
		$self->{history} = [];
		srand(hex substr md5_hex("$self->{seed} $self->{case}"), 0, 8);
		$code->();
		$n++;
		last if $self->enough;
	}
	note sprintf '%s: %d cases, %d statements', $name, $n, $self->{statements} - $before;
	return;
}

# Something is not as it must be.
sub failure
{
	my ($self, $why) = @_;

	push @{ $self->{failures} }, $why;
	diag("SCHEMAVER_SEED=$self->{seed} SCHEMAVER_FUZZ_CASE=$self->{case}: $why\n"
		  . join("\n", map { length > 3000 ? substr($_, 0, 3000) . ' ...' : $_ } @{ $self->{history} }));
	return;
}

# True if there is enough to look at.
sub enough
{
	my ($self) = @_;

	return @{ $self->{failures} } >= ENOUGH;
}

# A statement whose answer must be one that statements may have.  Returns the
# answer.
sub statement
{
	my ($self, $session, $sql) = @_;

	$self->begin_statement($session, $sql);
	return $self->end_statement($session);
}

sub begin_statement
{
	my ($self, $session, $sql) = @_;

	push @{ $self->{history} }, "$sql;";
	$session->send_query($sql);
	return;
}

# The connection may end if that is expected; without a word, where the server
# had not been able to send.
sub end_statement
{
	my ($self, $session, $expected) = @_;
	my $result = $session->finish(STATEMENT_TIMEOUT + PATIENCE);
	my $sqlstate = $result->{state} // '00000';

	$self->{statements}++;
	$self->{states}{$sqlstate}++;
	if ($sqlstate eq 'hung')
	{
		$self->failure('no answer: ' . $self->stack_of($session->pid));
		kill 'KILL', $session->pid;
	}
	elsif ($session->gone)
	{
		$self->failure("the connection is lost: $sqlstate " . ($result->{message} // ''))
		  if !$expected || $sqlstate !~ /^(57P01|lost)$/;
	}
	elsif ($sqlstate =~ /^XX/ && "$sqlstate: $result->{message}" !~ $self->{corrupted})
	{
		$self->failure("$sqlstate: $result->{message}\n" . ($result->{where} // ''));
	}
	return $result;
}

# Where a session is, if gdb is here to tell.
sub stack_of
{
	my ($self, $pid) = @_;

	return `gdb -p $pid -batch -ex 'bt 25' 2>/dev/null | grep '^#'`;
}

# ----------
# Sessions
# ----------

# A session for cases, whose state is to be kept.
sub session
{
	my ($self, $database, $user, @sql) = @_;
	my $session;

	for (my $tries = 1;; $tries++)
	{
		$session = eval { FuzzSession->new($self->{node}, $database, $user) } and last;
		die $@ if $tries > 10;
		$self->wait_for_server;
	}
	$session->query($_) foreach @sql;
	$session->{setup} = \@sql;
	# once for the library, whose settings are there from then on
	$session->query('SELECT * FROM schemaver_status()');
	$session->{before} = $self->state_of($session);
	return $session;
}

# A session after a case, whose transaction has ended: it must be as it was
# before, or there is another one in its place.
sub check_session
{
	my ($self, $session) = @_;
	my $state = $session->gone ? undef : $self->state_of($session);

	return $session if defined $state && $state eq $session->{before};
	if (defined $state)
	{
		$self->failure("the session is not as it was: transaction and state $state; "
			  . join ', ', $self->changed_settings($session));
		$session->disconnect;
	}
	return $self->session($session->{database}, $session->{user}, @{ $session->{setup} });
}

# A cancel may arrive late.
sub state_of
{
	my ($self, $session) = @_;

	foreach (1 .. 10)
	{
		my $result = $session->query($state);

		return if $session->gone;
		return join "\n", $session->transaction, map { $_->[0] } @{ $result->{rows} } if !defined $result->{state};
		return "$result->{state} $result->{message}" if $result->{state} ne '57014';
	}
	return 'always cancelled';
}

# Against those of a new session.
sub changed_settings
{
	my ($self, $session) = @_;
	my $new = $self->session($session->{database}, $session->{user}, @{ $session->{setup} });
	my %known = map { $_->[0] => 1 } @{ $new->query($settings)->{rows} };

	$new->disconnect;
	return grep { !$known{$_} } map { $_->[0] } @{ $session->query($settings)->{rows} };
}

# At the start, and after a crash.
sub wait_for_server
{
	my ($self) = @_;
	my $end = time() + 60;

	until ($self->{admin} = eval { FuzzSession->new($self->{node}, 'postgres', superuser()) })
	{
		die "the server does not come back: $@" if time() > $end;
		sleep(0.1);
	}
	$self->{admin}->query('SET statement_timeout = 0');
	return;
}

# ----------
# The end
# ----------

# The verdict, for the log of the server, too.
sub finish
{
	my ($self) = @_;
	my $node = $self->{node};

	is(scalar @{ $self->{failures} }, 0, "$self->{statements} statements of seed $self->{seed}");
	note join ', ', map { "$_: $self->{states}{$_}" } sort keys %{ $self->{states} };
	$node->stop;
	my @bad = grep { /PANIC:|TRAP:|Sanitizer|runtime error:|terminated by signal (?!9\b)|terminating any other/ }
	  split /\n/, slurp_file($node->logfile);
	is(join("\n", @bad), '', 'no crash in the log of the server');
	done_testing();
	return;
}

1;
