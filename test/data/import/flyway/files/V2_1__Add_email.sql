ALTER TABLE person ADD COLUMN email text;
