CREATE VIRTUAL TABLE a USING fts5 (body, tokenize = 'porter');
CREATE VIRTUAL TABLE b USING fts5 (body);
CREATE VIRTUAL TABLE c USING fts5 (body, tokenize = 'my_own');
CREATE VIEW v AS SELECT a.rowid FROM a, b WHERE a MATCH 'ones' AND b MATCH 'twos';
