-- Up Migration
ALTER TABLE posts ADD title text;

-- Down Migration
ALTER TABLE posts DROP title;
