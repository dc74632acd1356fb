-- Joins as PostgreSQL wants them: parentheses, USING over two types, one table twice.
CREATE TABLE a (id INTEGER PRIMARY KEY, code TEXT, x INTEGER);
CREATE TABLE b (id INTEGER PRIMARY KEY, code INTEGER, y TEXT COLLATE NOCASE);
CREATE TABLE c (y TEXT, z INTEGER);
CREATE VIEW nested AS SELECT a.id, q.y, z FROM a LEFT JOIN (b JOIN c ON c.y = b.y) AS q ON q.id = a.id;
CREATE VIEW by_code AS SELECT code, x, y FROM a JOIN b USING (code);
CREATE VIEW by_id AS SELECT * FROM a JOIN b USING (id);
CREATE VIEW outer_id AS SELECT id, x FROM a FULL JOIN b USING (id, code);
CREATE VIEW twice AS SELECT count(*) AS n FROM a, a;
CREATE VIEW later AS SELECT a.id FROM a JOIN b ON b.y = c.y JOIN c ON c.z = a.x;
CREATE VIEW members AS SELECT id FROM a WHERE code IN (SELECT id FROM b) AND (id, x) IN (SELECT id, code FROM b);
