CREATE TABLE nodes (id INTEGER PRIMARY KEY, parent_id INTEGER, name TEXT, path TEXT, depth INTEGER);
