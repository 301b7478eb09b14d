-- Text search.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TEXT SEARCH PARSER words (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, LANGUAGE = english, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION docs (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION docs ADD MAPPING FOR asciiword, word, email WITH stems;
CREATE TABLE t (t text);
CREATE INDEX t_t ON t USING gin (to_tsvector('pair.docs', t));
$pair$ AS before, $pair$
CREATE TEXT SEARCH PARSER words (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE plain (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, LANGUAGE = french);
CREATE TEXT SEARCH DICTIONARY lower (TEMPLATE = plain, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION docs (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION docs ADD MAPPING FOR asciiword, word, int WITH lower, stems;
COMMENT ON TEXT SEARCH CONFIGURATION docs IS 'French';
CREATE TABLE t (t text);
CREATE INDEX t_t ON t USING gin (to_tsvector('pair.docs', t));
$pair$ AS after,
	$pair$$pair$ AS data, $pair$$pair$ AS query \gset
:pair
