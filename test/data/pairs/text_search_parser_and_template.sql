-- parsers and templates of our own
-- @superuser
-- @before
-- @after
CREATE TEXT SEARCH PARSER my_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE my_template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY my_dictionary (TEMPLATE = my_template);
CREATE TEXT SEARCH CONFIGURATION my_configuration (PARSER = my_parser);
ALTER TEXT SEARCH CONFIGURATION my_configuration ADD MAPPING FOR word WITH my_dictionary;
COMMENT ON TEXT SEARCH PARSER my_parser IS 'a parser';
COMMENT ON TEXT SEARCH TEMPLATE my_template IS 'a template';
