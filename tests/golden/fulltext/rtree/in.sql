CREATE VIRTUAL TABLE places USING rtree (id, x0, x1, y0, y1, +name TEXT);
CREATE VIRTUAL TABLE spans USING rtree_i32 (id, since, until);
CREATE VIRTUAL TABLE rooms USING rtree (id, x0, x1, y0, y1, z0, z1);
CREATE VIEW near AS SELECT id, name FROM places WHERE x0 <= 10 AND x1 >= 5 AND y0 <= 10 AND y1 >= 5;
CREATE TABLE place (id INTEGER PRIMARY KEY, x REAL, y REAL);
CREATE TRIGGER place_ai AFTER INSERT ON place BEGIN
  INSERT INTO places VALUES (new.id, new.x, new.x, new.y, new.y, 'new');
END;
