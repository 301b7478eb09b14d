-- a configuration with a dictionary, used by an index and a generated column
-- @before
CREATE TABLE docs (id integer, body text);
-- @after
CREATE TEXT SEARCH DICTIONARY short_words (TEMPLATE = simple, STOPWORDS = 'english', ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION my_english (COPY = english);
ALTER TEXT SEARCH CONFIGURATION my_english ALTER MAPPING FOR asciiword, word WITH short_words, english_stem;
ALTER TEXT SEARCH CONFIGURATION my_english DROP MAPPING FOR url, url_path;
CREATE TABLE docs (id integer, body text, tsv tsvector GENERATED ALWAYS AS (to_tsvector('my_english', body)) STORED);
CREATE INDEX docs_body ON docs USING gin (to_tsvector('my_english'::regconfig, body));
COMMENT ON TEXT SEARCH CONFIGURATION my_english IS 'a configuration';
COMMENT ON TEXT SEARCH DICTIONARY short_words IS 'a dictionary';
