-- what looks alike and loses nothing: a renamed column, a wider type, a computed column that goes
CREATE TABLE kept (
  id INTEGER PRIMARY KEY,
  is_called TEXT,
  price INTEGER,
  pair REAL,
  state TEXT CHECK (state IN ('new', 'done')),
  mail TEXT
);
