-- the column list of SET NULL and SET DEFAULT
-- @since 15
-- @before
CREATE TABLE p (tenant integer, id integer, PRIMARY KEY (tenant, id));
CREATE TABLE c (tenant integer, p integer, q integer DEFAULT 1, FOREIGN KEY (tenant, p) REFERENCES p ON DELETE SET NULL, FOREIGN KEY (tenant, q) REFERENCES p ON DELETE SET DEFAULT (q));
-- @after
CREATE TABLE p (tenant integer, id integer, PRIMARY KEY (tenant, id));
CREATE TABLE c (tenant integer, p integer, q integer DEFAULT 1, FOREIGN KEY (tenant, p) REFERENCES p ON DELETE SET NULL (p), FOREIGN KEY (tenant, q) REFERENCES p ON DELETE SET DEFAULT);
