-- SQLite reads 'now' in any case.
CREATE TABLE t (
  a DATETIME NOT NULL DEFAULT (STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')),
  b DATETIME DEFAULT (datetime('now', 'localtime')),
  c DATE DEFAULT (date('now')),
  d TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'NOW')),
  e DATETIME DEFAULT (lower('2024-01-01') || ' 00:00:00')
);
