-- near misses: a new column with a default, NOT NULL that goes, a longer VARCHAR, a CHECK of a new table
CREATE TABLE parents (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL,
  n INTEGER NOT NULL DEFAULT 0,
  age INTEGER CHECK (age > 0),
  name VARCHAR(20),
  parent INTEGER REFERENCES parents (id),
  loose TEXT,
  wide VARCHAR(40),
  fresh INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE fresh (a INTEGER UNIQUE CHECK (a > 0) REFERENCES parents (id));
