CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT, body TEXT, words TEXT AS (lower(body)), size INTEGER, seen INTEGER DEFAULT 0);
CREATE VIRTUAL TABLE found USING fts5 (title, words, size, content = 'docs', content_rowid = 'id');
CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN
  INSERT INTO found (rowid, title, words, size) VALUES (new.id, new.title, new.words, new.size);
END;
CREATE TRIGGER docs_ad AFTER DELETE ON docs BEGIN
  INSERT INTO found (found, rowid, title, words, size) VALUES ('delete', old.id, old.title, old.words, old.size);
END;
-- counts, too
CREATE TRIGGER docs_au AFTER UPDATE OF title ON docs BEGIN
  INSERT INTO found (found, rowid, title, words, size) VALUES ('delete', old.id, old.title, old.words, old.size);
  INSERT INTO found (rowid, title, words, size) VALUES (new.rowid, new.title, new.words, new.size);
  UPDATE docs SET seen = seen + 1 WHERE id = new.id;
END;
CREATE TABLE notes (key TEXT PRIMARY KEY, text TEXT);
CREATE VIRTUAL TABLE notes_found USING fts4 (content = "notes", text);
CREATE TRIGGER notes_bd BEFORE DELETE ON notes BEGIN DELETE FROM notes_found WHERE docid = old.rowid; END;
CREATE VIEW hits AS SELECT docs.id, docs.title FROM found JOIN docs ON docs.id = found.rowid WHERE found MATCH 'title : one';
