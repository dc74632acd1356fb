SELECT rowid, line FROM plain;
SELECT rowid, line FROM seen;
SELECT * FROM seen;
