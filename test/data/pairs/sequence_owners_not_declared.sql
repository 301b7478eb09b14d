-- sequences that tables of another role own, or are to own, where owners are not declared
-- @before
CREATE TABLE kept (a integer);
ALTER TABLE kept OWNER TO app_owner;
CREATE TABLE gets_one (a integer);
ALTER TABLE gets_one OWNER TO app_owner;
CREATE SEQUENCE "Numbers";
ALTER SEQUENCE "Numbers" OWNER TO app_owner;
CREATE SEQUENCE free;
ALTER SEQUENCE free OWNER TO app_owner;
-- @after
CREATE TABLE kept (a integer, id bigserial);
ALTER TABLE kept OWNER TO app_owner;
CREATE SEQUENCE own;
CREATE TABLE gets_one (a integer DEFAULT nextval('own'));
ALTER TABLE gets_one OWNER TO app_owner;
ALTER SEQUENCE own OWNER TO app_owner;
ALTER SEQUENCE own OWNED BY gets_one.a;
CREATE SEQUENCE "Numbers";
ALTER SEQUENCE "Numbers" OWNER TO app_owner;
CREATE SEQUENCE free;
ALTER SEQUENCE free OWNER TO app_owner;
CREATE TABLE new (id bigint DEFAULT nextval('"Numbers"'));
ALTER TABLE new OWNER TO app_owner;
ALTER SEQUENCE "Numbers" OWNED BY new.id;
