-- another table access method
-- @superuser
-- @since 15
-- @before
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a integer PRIMARY KEY);
CREATE TABLE u (a integer) USING heap2;
-- @after
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a integer PRIMARY KEY) USING heap2;
CREATE TABLE u (a integer) USING heap2;
CREATE TABLE v (a integer) USING heap2;
