-- a bookshop: tables, columns, constraints
-- @revision authors: ok
CREATE TABLE author (
	id serial PRIMARY KEY,
	name text NOT NULL,
	born date,
	pen_name text,
	UNIQUE (name, born)
);
COMMENT ON TABLE author IS 'who writes';
-- @downgrade
DROP TABLE author;
-- @revision books: ok
CREATE TABLE book (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	author integer NOT NULL REFERENCES author ON DELETE CASCADE,
	title varchar(200) NOT NULL CHECK (title <> ''),
	price numeric(8,2) NOT NULL DEFAULT 0 CHECK (price >= 0),
	added timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX book_author_idx ON book (author);
-- @downgrade
DROP TABLE book;
-- @revision isbn: ok
ALTER TABLE book ADD COLUMN isbn char(13), ADD CONSTRAINT book_isbn_key UNIQUE (isbn);
-- @downgrade
ALTER TABLE book DROP COLUMN isbn;
-- @revision no pen names: column order
ALTER TABLE author DROP COLUMN born, DROP COLUMN pen_name;
-- @downgrade
ALTER TABLE author ADD COLUMN pen_name text;
ALTER TABLE author ADD COLUMN born date;
ALTER TABLE author ADD UNIQUE (name, born);
-- @revision longer titles: ok
ALTER TABLE book ALTER COLUMN title TYPE text;
-- @downgrade
ALTER TABLE book ALTER COLUMN title TYPE varchar(200);
-- @revision shorter prices: differs
-- @finds price
ALTER TABLE book ALTER COLUMN price TYPE numeric(6,2);
-- @downgrade
ALTER TABLE book ALTER COLUMN price TYPE numeric(10,2);
-- @revision free books: differs
-- @finds price
ALTER TABLE book ALTER COLUMN price DROP NOT NULL, ALTER COLUMN price DROP DEFAULT;
-- @downgrade
ALTER TABLE book ALTER COLUMN price SET NOT NULL;
-- @revision sales: differs
-- @finds book_isbn_like
CREATE TABLE sale (
	book bigint REFERENCES book,
	at timestamptz DEFAULT now(),
	amount integer CHECK (amount > 0),
	PRIMARY KEY (book, at)
);
CREATE INDEX IF NOT EXISTS book_isbn_like ON book (isbn bpchar_pattern_ops) WHERE isbn IS NOT NULL;
-- @downgrade
DROP TABLE sale;
DROP INDEX IF EXISTS book_isbn_likes;
-- @revision cascade: differs
-- @finds sale
ALTER TABLE sale ADD COLUMN buyer text;
CREATE VIEW best_sellers AS SELECT book, sum(amount) AS sold FROM sale GROUP BY book;
-- @downgrade
DROP VIEW best_sellers;
DROP TABLE sale CASCADE;
CREATE TABLE sale (book bigint REFERENCES book, at timestamptz DEFAULT now(), amount integer CHECK (amount > 0));
-- @revision for good: no downgrade
DROP VIEW best_sellers;
