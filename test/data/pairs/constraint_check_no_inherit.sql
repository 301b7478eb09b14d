-- NO INHERIT, and constraints that children take from their parent
-- @before
CREATE TABLE p (a integer, CONSTRAINT c1 CHECK (a > 0), CONSTRAINT c2 CHECK (a > 1) NO INHERIT);
CREATE TABLE c () INHERITS (p);
-- @after
CREATE TABLE p (a integer, CONSTRAINT c1 CHECK (a > 0) NO INHERIT, CONSTRAINT c2 CHECK (a > 1), CONSTRAINT c3 CHECK (a < 100));
CREATE TABLE c (CONSTRAINT own CHECK (a <> 50)) INHERITS (p);
