-- a library: names that the server chooses, indexes, CONCURRENTLY
-- @revision copies: ok
CREATE TABLE item (
	id integer PRIMARY KEY,
	shelf text CHECK (shelf ~ '^[A-Z]'),
	lent_to text,
	due date CHECK (due > '1900-01-01')
);
CREATE INDEX ON item (lent_to);
-- @downgrade
DROP TABLE item;
-- @revision renamed: ok
ALTER TABLE item RENAME TO copy_of_book;
ALTER TABLE copy_of_book RENAME COLUMN lent_to TO reader;
-- @downgrade
ALTER TABLE copy_of_book RENAME COLUMN reader TO lent_to;
ALTER TABLE copy_of_book RENAME TO item;
-- @revision never due: generated names
ALTER TABLE copy_of_book DROP COLUMN due;
-- @downgrade
ALTER TABLE copy_of_book ADD COLUMN due date CHECK (due > '1900-01-01');
-- @revision due again: ok
ALTER TABLE copy_of_book ADD COLUMN due date;
-- @downgrade
ALTER TABLE copy_of_book DROP COLUMN due;
-- @revision without index: generated names
DO $$
DECLARE
	name regclass;
BEGIN
	FOR name IN SELECT indexrelid FROM pg_index WHERE indrelid = 'copy_of_book'::regclass AND NOT indisprimary LOOP
		EXECUTE format('DROP INDEX %s', name);
	END LOOP;
END $$;
-- @downgrade
CREATE INDEX ON copy_of_book (reader);
-- @revision any shelf: differs
-- @finds shelf
ALTER TABLE copy_of_book DROP CONSTRAINT IF EXISTS item_shelf_check;
-- @downgrade
ALTER TABLE copy_of_book ADD CHECK (shelf ~ '^[A-Z]');
-- @revision any key: generated names
DO $$
BEGIN
	EXECUTE (SELECT format('ALTER TABLE copy_of_book DROP CONSTRAINT %I', conname)
		FROM pg_constraint WHERE conrelid = 'copy_of_book'::regclass AND contype = 'p');
END $$;
-- @downgrade
ALTER TABLE copy_of_book ADD PRIMARY KEY (id);
-- @revision named otherwise: differs
ALTER TABLE copy_of_book ADD CONSTRAINT due_in_this_century CHECK (due >= '2000-01-01');
CREATE UNIQUE INDEX one_reader ON copy_of_book (reader);
-- @downgrade
ALTER TABLE copy_of_book RENAME CONSTRAINT due_in_this_century TO due_after_1999;
DROP INDEX one_reader;
-- @revision concurrently: ok
-- @statements
CREATE INDEX CONCURRENTLY by_due ON copy_of_book (due);
-- @downgrade
DROP INDEX CONCURRENTLY by_due;
-- @revision concurrently left: second upgrade fails
-- @finds by_due_and_reader
-- @statements
CREATE INDEX CONCURRENTLY by_due_and_reader ON copy_of_book (due, reader);
-- @downgrade
DROP INDEX CONCURRENTLY IF EXISTS by_due_and_readers;
-- @revision statistics: ok
CREATE STATISTICS copy_due (ndistinct, dependencies) ON shelf, due FROM copy_of_book;
ALTER TABLE copy_of_book ALTER COLUMN due SET STATISTICS 500, ALTER COLUMN shelf SET STORAGE EXTERNAL;
ALTER TABLE copy_of_book SET (fillfactor = 70);
-- @downgrade
ALTER TABLE copy_of_book RESET (fillfactor);
ALTER TABLE copy_of_book ALTER COLUMN due SET STATISTICS -1, ALTER COLUMN shelf SET STORAGE EXTENDED;
DROP STATISTICS copy_due;
-- @revision fillfactor left: differs
-- @finds copy_of_book
ALTER TABLE copy_of_book SET (fillfactor = 90);
-- @downgrade
ALTER TABLE copy_of_book SET (fillfactor = 100);
