-- near misses: another default, a CHECK that goes, a column more that may be NULL
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  email TEXT,
  owner INTEGER,
  made TEXT,
  total INTEGER AS (amount * 2) STORED,
  amount INTEGER,
  kind BIGINT,
  name TEXT COLLATE NOCASE,
  other TEXT DEFAULT 'y',
  sure TEXT,
  phone TEXT NOT NULL,
  fax TEXT
);
CREATE TABLE messages (a TEXT);
