-- Base types, which are a name first.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TYPE named;
CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION word_send(word) RETURNS bytea LANGUAGE internal STABLE STRICT AS 'textsend';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, STORAGE = extended);
CREATE TABLE words (word word);
$pair$ AS before, $pair$
CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION word_send(word) RETURNS bytea LANGUAGE internal STABLE STRICT AS 'textsend';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, STORAGE = main, SEND = word_send);
CREATE TABLE words (word word);
CREATE TYPE other;
CREATE FUNCTION other_in(cstring) RETURNS other LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION other_out(other) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE other (INPUT = other_in, OUTPUT = other_out, CATEGORY = 'S', DEFAULT = 'x', COLLATABLE = true);
COMMENT ON TYPE other IS 'more';
CREATE TABLE others (other other, others other[]);
$pair$ AS after,
	$pair$INSERT INTO words VALUES ('a');$pair$ AS data, $pair$SELECT * FROM pair.words;$pair$ AS query \gset
:pair
