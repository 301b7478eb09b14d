# A session that speaks the protocol of the server itself, over its socket: a
# statement is sent without waiting, its SQLSTATE and the state of the
# transaction are known, and a lost connection is an answer like others.

package FuzzSession;

use strict;
use warnings;

use Errno qw(EINTR);
use IO::Socket::UNIX;
use Time::HiRes qw(time);

# Dies where the server does not take the connection.
sub new
{
	my ($class, $node, $database, $user) = @_;
	my $path = $node->host . '/.s.PGSQL.' . $node->port;
	my $socket = IO::Socket::UNIX->new(Peer => $path) or die "could not connect: $path: $!\n";
	my $self = bless { socket => $socket, input => '', database => $database, user => $user }, $class;
	my $startup = pack('N', 196608) . join("\0", 'user', $user, 'database', $database,
		'client_encoding', 'UTF8', 'application_name', 'fuzz', '', '');

	$self->put(pack('N', 4 + length $startup) . $startup);
	my $result = $self->finish(60);
	die 'could not connect: ' . ($result->{message} // 'no answer') . "\n" if defined $result->{state};
	return $self;
}

sub pid { return $_[0]{pid} }

# True if the connection is lost.
sub gone { return $_[0]{gone} }

# I: no transaction; T: in one; E: in one that has failed
sub transaction { return $_[0]{transaction} }

# Sends a string of statements.  finish() has the answer.
sub send_query
{
	my ($self, $sql) = @_;

	$self->put('Q' . pack('N', 5 + length $sql) . "$sql\0");
	return;
}

sub query
{
	my ($self, $sql, $seconds) = @_;

	$self->send_query($sql);
	return $self->finish($seconds // 60);
}

# The answer: rows, as lists of bytes or undef; and for an error its state,
# message and where.  The state is "lost" when the connection is, "hung" when
# there is no answer in so many seconds.
sub finish
{
	my ($self, $seconds) = @_;
	my %result = (rows => []);
	my $deadline = time() + $seconds;

	while (1)
	{
		my ($type, $body) = $self->message($deadline);

		if (!defined $type || $type eq 'hung')
		{
			$self->{gone} = 1;
			$result{state} //= $type // 'lost';
			return \%result;
		}
		if ($type eq 'Z')
		{
			$self->{transaction} = $body;
			return \%result;
		}
		$self->take($type, $body, \%result);
	}
}

sub take
{
	my ($self, $type, $body, $result) = @_;

	if ($type eq 'D')
	{
		push @{ $result->{rows} }, row($body);
	}
	elsif ($type eq 'E')
	{
		my %field = map { substr($_, 0, 1) => substr($_, 1) } grep { length } split /\0/, $body;

		@$result{qw(severity state message where)} = @field{qw(V C M W)};
	}
	elsif ($type eq 'K')
	{
		$self->{pid} = unpack 'N', $body;
	}
	elsif ($type eq 'R' && unpack('N', $body) != 0)
	{
		die "the server asks for a password\n";
	}
	elsif ($type eq 'G')
	{
		$self->put('f' . pack('N', 5) . "\0");
	}
	return;
}

sub row
{
	my ($body) = @_;
	my ($count, @values) = unpack 'n', $body;
	my $place = 2;

	foreach (1 .. $count)
	{
		my $length = unpack 'l>', substr $body, $place, 4;

		$place += 4;
		push @values, $length < 0 ? undef : substr $body, $place, $length;
		$place += $length if $length > 0;
	}
	return \@values;
}

# The next message; nothing when the connection is lost.
sub message
{
	my ($self, $deadline) = @_;

	while (1)
	{
		if (length $self->{input} >= 5)
		{
			my ($type, $length) = unpack 'a1 N', $self->{input};

			if (length $self->{input} > $length)
			{
				my $message = substr $self->{input}, 0, $length + 1, '';
				return ($type, substr $message, 5);
			}
		}
		my $ready = '';
		vec($ready, fileno $self->{socket}, 1) = 1;
		my $seconds = $deadline - time();
		return 'hung' if $seconds <= 0;
		next if select($ready, undef, undef, $seconds) <= 0;
		my $read = sysread $self->{socket}, $self->{input}, 65536, length $self->{input};
		next if !defined $read && $! == EINTR;
		return if !$read;
	}
}

sub put
{
	my ($self, $bytes) = @_;
	local $SIG{PIPE} = 'IGNORE';

	while (length $bytes)
	{
		my $written = syswrite $self->{socket}, $bytes;

		next if !defined $written && $! == EINTR;
		# it is the answer that tells
		return if !defined $written;
		substr $bytes, 0, $written, '';
	}
	return;
}

sub disconnect
{
	my ($self) = @_;

	$self->put('X' . pack 'N', 4);
	close $self->{socket};
	return;
}

1;
