CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  email TEXT UNIQUE,
  owner INTEGER REFERENCES accounts (id),
  made TEXT DEFAULT 'now',
  total INTEGER,
  amount INTEGER,
  kind INTEGER,
  name TEXT,
  other TEXT DEFAULT 'x',
  sure TEXT CHECK (sure <> '')
);
CREATE TABLE mails (a TEXT);
CREATE VIEW active AS SELECT id FROM accounts;
