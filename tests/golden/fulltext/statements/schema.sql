CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE found USING fts5 (title, body, content = 'docs', content_rowid = 'id');
CREATE VIRTUAL TABLE notes USING fts5 (text);
CREATE VIRTUAL TABLE places USING rtree (id, x0, x1, y0, y1);
