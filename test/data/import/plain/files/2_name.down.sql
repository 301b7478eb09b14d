ALTER TABLE people DROP name;
