-- What keeps an index is left out.
INSERT INTO found (found) VALUES ('rebuild');
INSERT INTO notes (notes, rank) VALUES ('merge', 500);
INSERT INTO found (found, rowid, title, body) VALUES ('delete', ?, ?, ?);
-- The rest works on the table.
INSERT INTO notes (rowid, text) VALUES (?1, ?2);
INSERT INTO notes VALUES ('one');
REPLACE INTO notes (rowid, text) VALUES (1, 'two');
DELETE FROM notes WHERE rowid = ?;
DELETE FROM notes WHERE notes MATCH 'old*';
SELECT rowid, * FROM notes WHERE notes MATCH :query ORDER BY rank LIMIT 10;
SELECT docs.* FROM docs WHERE id IN (SELECT rowid FROM found WHERE found MATCH 'one two');
SELECT docs.* FROM docs WHERE id IN (SELECT rowid FROM found WHERE title MATCH ?);
SELECT id FROM places WHERE x0 <= ?1 AND x1 >= ?1;
