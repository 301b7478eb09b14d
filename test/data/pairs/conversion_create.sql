-- conversions between encodings
-- @before
CREATE CONVERSION gone FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
-- @after
CREATE CONVERSION come FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE DEFAULT CONVERSION "Def" FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
COMMENT ON CONVERSION come IS 'a conversion';
