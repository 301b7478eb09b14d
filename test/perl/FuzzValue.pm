# Random values, and random changes of bytes.

package FuzzValue;

use strict;
use warnings;

use Encode qw(encode decode);
use Exporter qw(import);
our @EXPORT_OK = qw(any chance crc32c literal random_text random_literal mutate mutate_words text_of);

# One of a list.
sub any
{
	return $_[ int rand @_ ];
}

sub chance
{
	my ($probability) = @_;

	return rand() < $probability;
}

# A constant of text, or of bytes for bytea.
sub literal
{
	my ($value, $type) = @_;

	return 'NULL' if !defined $value;
	return "'\\x" . unpack('H*', $value) . "'::bytea" if ($type // '') eq 'bytea';
	$value =~ s/(['\\])/$1$1/g;
	return " E'$value'";
}

my @odd_text = (
	'', ' ', "\t", "\n", "\r\n", 'NULL', '0', '-1', '+1', '%s%n', '{}', '{NULL}', "'", '"', '\\', "\\'", '$$', '--', '/*', '*/', ';',
	"\x01", "\x1b[31m", "\x7f", "\xc2\x80", "\xe2\x80\xae", "\xf0\x9f\x92\xa9", "e\xcc\x81", "\xef\xbb\xbf", 'a.b', '"A".b', '@', ':', 'x' x 255,
	'x' x 256, "\xc3\xa4" x 200, '../../etc/passwd', '2147483648', '99999999999999999999', 'infinity', '1 year', '[0:0]={x}');

# Text in UTF-8: odd, long, of pieces, or one of those that are known.
sub random_text
{
	my (@known) = @_;
	my $way = rand();

	return any(@known) if @known && $way < 0.5;
	return any(@odd_text) if $way < 0.75;
	return join '', map { any(@known, @odd_text) } 1 .. 1 + int rand 4 if $way < 0.9;
	return any(@odd_text, @known) x int 10**rand 5 if $way < 0.92;
	return join '', map { encode('UTF-8', chr any(1 .. 0x7f, 0x80 .. 0x2ff, 0x1f600)) } 1 .. 1 + int rand 20;
}

my %extremes = (
	boolean => [qw(true false)],
	smallint => [qw(0 1 -1 32767 -32768)],
	integer => [qw(0 1 -1 2 3 7 100 1000000 2147483647 -2147483648)],
	bigint => [qw(0 1 -1 2 2147483648 4294967296 9223372036854775807 -9223372036854775808)],
	oid => [qw(0 1 16384 1259 2147483648 4294967295)],
	numeric => [qw(0 1 -1 NaN 1e100 0.1)],
	interval => [ '0', '1 day', '-1 day', '178000000 years', '-178000000 years', '1 mon -1 day' ],
	inet => [ '127.0.0.1', '::1', '0.0.0.0/0', 'ffff::/128' ],
	jsonb => [ 'null', '{}', '[]', '{"a": [1, null]}', '"x"' ]);
my @times = ('infinity', '-infinity', 'epoch', '4714-11-24 BC', '294276-12-31', 'now', '2000-01-01 00:00:00+14');

# A value of a type as text, or undef for NULL.
sub random_value
{
	my ($type, @known) = @_;

	return if chance(0.1);
	if ($type eq 'bytea')
	{
		my $bytes = join '', map { chr int rand 256 } 1 .. rand() < 0.05 ? rand 100000 : rand 40;

		$bytes = mutate(any(@known)) if @known && chance(0.6);
		return '\\x' . unpack 'H*', $bytes;
	}
	return any(@times) if $type =~ /^(timestamp|date)/;
	return any(@{ $extremes{$type} }) if $extremes{$type};
	return random_text(@known);
}

# A value of a type as a constant: arrays may have NULLs, several dimensions
# and other bounds.
sub random_literal
{
	my ($type, @known) = @_;
	my ($element) = $type =~ /^(.*)\[\]$/;
	my $value = defined $element ? random_array($element, @known) : random_value($type, @known);

	return literal($value) . "::$type";
}

sub random_array
{
	my ($element, @known) = @_;
	my $way = rand();
	my $array = '{' . join(',', map { quoted($element, @known) } 1 .. int rand 4) . '}';

	return if $way < 0.05;
	return '{' . join(',', map { quoted($element, @known) } 1 .. 2000) . '}' if $way < 0.07;
	return "{$array,$array}" if $way < 0.15 && $array ne '{}';
	return "{{$array},{$array}}" if $way < 0.2 && $array ne '{}';
	if ($way < 0.35)
	{
		my ($lower, $count) = (any(-2147483647, -1, 0, 2, 5, 2147483640), 1 + int rand 3);

		return "[$lower:" . ($lower + $count - 1) . ']={' . join(',', map { quoted($element, @known) } 1 .. $count) . '}';
	}
	return $array;
}

sub quoted
{
	my $value = random_value(@_);

	return 'NULL' if !defined $value;
	$value =~ s/(["\\])/\\$1/g;
	return "\"$value\"";
}

# Bytes with some changes, to which words of a dictionary may come.
sub mutate
{
	my ($bytes, @dictionary) = @_;

	foreach (1 .. 1 + int rand 4)
	{
		my $place = int rand 1 + length $bytes;
		my $length = int rand any(2, 10, 100);
		my $way = int rand 7;

		if ($way == 0) { substr $bytes, $place, 1, chr int rand 256 }
		elsif ($way == 1) { substr $bytes, $place, $length, '' }
		elsif ($way == 2) { substr $bytes, $place, 0, any(@dictionary, @odd_text) }
		elsif ($way == 3) { substr $bytes, int rand 1 + length $bytes, 0, substr $bytes, $place, $length }
		elsif ($way == 4) { substr $bytes, $place, $length, any(@dictionary, @odd_text) }
		elsif ($way == 5) { substr $bytes, $place, 4, pack 'N', any(0, 1, 2, 3, 255, 65536, 0x7fffffff, 0x80000000, 0xffffffff) }
		else { $bytes = mutate_lines($bytes) }
	}
	return $bytes;
}

# Lines change places, come twice, or go.
sub mutate_lines
{
	my ($bytes) = @_;
	my @lines = split /(?<=\n)/, $bytes;
	my $line = int rand @lines;
	my $way = int rand 4;

	return $bytes if !@lines;
	if ($way == 0) { splice @lines, $line, 1 }
	elsif ($way == 1) { splice @lines, $line, 0, $lines[ rand @lines ] }
	elsif ($way == 2) { @lines[ $line, -1 ] = @lines[ -1, $line ] }
	else { $#lines = $line }
	return join '', @lines;
}

# Bytes as the server takes text: its own check of encodings is not what is
# tried here.
sub text_of
{
	my ($bytes) = @_;

	$bytes =~ s/\0//g;
	utf8::decode($bytes) or $bytes =~ s/[\x80-\xff]//g;
	utf8::encode($bytes);
	return $bytes;
}

# SQL with words replaced by others, of the text itself or of another
# one, so that much of what comes out can still be parsed.
sub mutate_words
{
	my ($sql, $other) = @_;
	my @tokens = $sql =~ /(\s+|\w+|'[^']*'|\$\$.*?\$\$|.)/gs;
	my @others = $other =~ /(\w+|'[^']*'|[^\s\w])/gs;

	foreach (1 .. any(0, 1, 1, 2, 5))
	{
		my @words = grep { $tokens[$_] =~ /\w/ } 0 .. $#tokens;
		last if !@words;
		my ($place, $from) = (any(@words), any(@words));
		my $way = int rand 6;

		if ($way == 0) { $tokens[$place] = $tokens[$from] }
		elsif ($way == 1) { $tokens[$place] = any(@others) }
		elsif ($way == 2) { @tokens[ $place, $from ] = @tokens[ $from, $place ] }
		elsif ($way == 3) { $tokens[$place] = '' }
		elsif ($way == 4) { $tokens[$place] .= ' ' . any(@others) }
		else { $tokens[$place] = random_text() }
	}
	return join '', @tokens;
}

# CRC-32C, as the server computes it.
my @crc = map {
	my $crc = $_;
	$crc = $crc & 1 ? ($crc >> 1) ^ 0x82f63b78 : $crc >> 1 foreach 1 .. 8;
	$crc
} 0 .. 255;

sub crc32c
{
	my ($bytes) = @_;
	my $crc = 0xffffffff;

	$crc = ($crc >> 8) ^ $crc[ ($crc ^ $_) & 255 ] foreach unpack 'C*', $bytes;
	return $crc ^ 0xffffffff;
}

1;
