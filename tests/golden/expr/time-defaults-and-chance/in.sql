-- The present time in the form of the column's type; random values.
CREATE TABLE t (
  a TEXT DEFAULT CURRENT_TIMESTAMP,
  b TEXT DEFAULT (datetime('now')),
  c TEXT DEFAULT (date('now', '+7 days')),
  d INTEGER DEFAULT (strftime('%s', 'now')),
  e DATETIME DEFAULT CURRENT_TIMESTAMP,
  f DATE DEFAULT (date('now')),
  g TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  h TEXT DEFAULT (hex(randomblob(32))),
  i TEXT DEFAULT (lower(hex(randomblob(16)))),
  j TEXT DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' ||
    substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) ||
    substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6))))
);
