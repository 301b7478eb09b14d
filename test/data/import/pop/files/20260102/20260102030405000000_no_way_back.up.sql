-- this one is in a folder of its own
ALTER TABLE people ADD email text;
