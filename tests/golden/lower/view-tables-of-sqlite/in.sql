-- Tables that SQLite makes up.
CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT NOT NULL DEFAULT '{}');
CREATE VIEW numbers AS SELECT key, value FROM json_each('[10, 20, 30]');
CREATE VIEW members AS SELECT d.id, j.key, j.value FROM docs d, json_each(d.body, '$.list') AS j WHERE j.type = 'text';
CREATE VIEW series AS SELECT value FROM generate_series(1, 10, 3);
CREATE VIEW columns_of_docs AS SELECT * FROM pragma_table_info('docs');
CREATE VIEW tables AS SELECT name FROM sqlite_schema WHERE type = 'table';
