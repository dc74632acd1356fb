CREATE TABLE t (a, b INTEGER NOT NULL);
CREATE INDEX i ON t (b);
PRAGMA writable_schema = ON;
UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', 'NOT NULL REFERENCES u (x)') WHERE name = 't' AND type = 'table';
INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', 'docs', 'docs', 0, 'CREATE VIRTUAL TABLE docs USING fts5 (body)');
DELETE FROM sqlite_schema WHERE name = 't';
