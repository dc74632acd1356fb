CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT, hidden INTEGER);
CREATE VIRTUAL TABLE found USING fts5 (title, content = 'docs', content_rowid = 'id');
CREATE TRIGGER docs_ai AFTER INSERT ON docs WHEN NOT new.hidden BEGIN
  INSERT INTO found (rowid, title) VALUES (new.id, new.title);
END;
CREATE TRIGGER docs_ad AFTER DELETE ON docs BEGIN
  INSERT INTO found (rowid, title) VALUES (old.id, upper(old.title));
END;
CREATE VIRTUAL TABLE lost USING fts5 (title, content = 'nowhere');
CREATE VIRTUAL TABLE other USING fts5 (titel, content = 'docs');
CREATE VIEW words AS SELECT * FROM lost WHERE lost MATCH 'x';
