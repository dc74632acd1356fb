CREATE TABLE logs (id INTEGER PRIMARY KEY);
CREATE TABLE kept (
  id INTEGER PRIMARY KEY,
  legacy TEXT,
  was_called TEXT,
  price REAL,
  pair INTEGER,
  state TEXT CHECK (state IN ('new', 'old')),
  mail TEXT COLLATE NOCASE,
  doubled INTEGER AS (pair * 2) STORED
);
