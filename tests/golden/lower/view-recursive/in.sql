-- WITH RECURSIVE: types of the first part, LIMIT outside, several recursive parts in one.
CREATE TABLE parts (id INTEGER PRIMARY KEY, parent INTEGER, name TEXT NOT NULL);
CREATE VIEW tree AS
  WITH RECURSIVE t (id, name, path, level) AS (
    SELECT id, name, name, 0 FROM parts WHERE parent IS NULL
    UNION ALL
    SELECT p.id, p.name, t.path || '/' || p.name, t.level + 1 FROM parts p JOIN t ON p.parent = t.id)
  SELECT * FROM t;
CREATE VIEW four AS WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 4) SELECT x FROM c;
CREATE VIEW products AS
  WITH c (x, l) AS (
    VALUES (1, 0)
    UNION ALL SELECT x * 2, l + 1 FROM c WHERE l < 2
    UNION ALL SELECT x * 3, l + 1 FROM c WHERE l < 2)
  SELECT DISTINCT x FROM c ORDER BY x;
CREATE VIEW deep_first AS
  WITH RECURSIVE t (id, level) AS (
    SELECT id, 0 FROM parts WHERE parent IS NULL
    UNION ALL
    SELECT p.id, t.level + 1 FROM parts p JOIN t ON p.parent = t.id ORDER BY 2 DESC)
  SELECT id, level FROM t;
