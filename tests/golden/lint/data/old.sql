CREATE TABLE parents (id INTEGER PRIMARY KEY, code TEXT);
CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  email TEXT,
  n INTEGER,
  age INTEGER,
  name TEXT,
  parent INTEGER,
  loose TEXT NOT NULL,
  wide VARCHAR(10)
);
