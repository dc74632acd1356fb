-- A rowid that no column holds becomes one where a view names it.
CREATE TABLE log (line TEXT);
CREATE TABLE keyed (id INTEGER PRIMARY KEY, line TEXT);
CREATE VIEW numbered AS SELECT rowid, line FROM log;
CREATE VIEW last_lines AS SELECT line FROM log ORDER BY rowid DESC LIMIT 10;
CREATE VIEW known AS SELECT rowid, line FROM keyed;
