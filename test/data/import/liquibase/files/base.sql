-- liquibase  formatted sql logicalFilePath:db/old/first.sql

-- changeset "Ada Lovelace":"the first"
CREATE TABLE country (code text, name text);
/*liquibase rollback
DROP TABLE country; */

-- changeset Ada:nowhere ignore:true
CREATE TABLE nowhere (x number);

-- changeset Ada:lines endDelimiter:\nGO rollbackEndDelimiter:\nGO
INSERT INTO country VALUES ('GO', 'one
GO home');
GO
CREATE TABLE town (name text)
GO
-- rollback DROP TABLE town
-- rollback GO
-- rollback DELETE FROM country
-- rollback GO

-- changeset Ada:elsewhere logicalFilePath:other.sql splitStatements:false
ALTER TABLE town ADD country text
-- rollback ALTER TABLE town DROP country
