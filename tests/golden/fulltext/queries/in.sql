CREATE VIRTUAL TABLE docs USING fts5 (title, body, tag UNINDEXED);
CREATE VIRTUAL TABLE old USING fts4 (subject, body);
CREATE VIRTUAL TABLE many USING fts5 (a, b, c, d, e);
CREATE VIRTUAL TABLE grams USING fts5 (a, b, tokenize = "trigram case_sensitive 1");
CREATE VIEW words AS SELECT rowid FROM docs WHERE docs MATCH 'one two* OR "three four" NOT five';
CREATE VIEW same AS SELECT title FROM docs WHERE docs = 'one + "two three" *';
CREATE VIEW called AS SELECT d.rowid, d.* FROM docs('- title : one') AS d;
CREATE VIEW outer_one AS SELECT o.docid, d.title FROM old o LEFT JOIN docs('one') d ON d.rowid = o.docid;
CREATE VIEW near AS SELECT rowid FROM docs WHERE body MATCH 'NEAR(one two, 1)';
CREATE VIEW no_rows AS SELECT rowid FROM docs WHERE docs MATCH '""';
CREATE VIEW ranked AS
SELECT rowid, rank, bm25(docs, 10, 2.5) AS weighed, highlight(docs, 0, '<b>', '</b>') AS marked,
       snippet(docs, -1, '[', ']', '...', 12) AS part
FROM docs WHERE docs MATCH 'Café AND clock' ORDER BY rank;
CREATE VIEW enhanced AS SELECT docid, snippet(old) FROM old WHERE old MATCH 'subject:one (two OR three) four NEAR/1 five';
CREATE VIEW standard AS SELECT docid FROM old WHERE body MATCH '"lin* app*" -x' AND docid > 3;
CREATE VIEW across AS SELECT rowid FROM many WHERE many MATCH '"one two"' OR a MATCH '"three four"';
CREATE VIEW known_later AS SELECT o.docid FROM old o JOIN docs ON docs MATCH o.subject WHERE docs.title NOT MATCH 'one';
CREATE VIEW parts AS SELECT rowid FROM many WHERE many MATCH '{a b} : one OR "two three" NOT c : four';
CREATE VIEW substrings AS SELECT rowid FROM grams WHERE grams MATCH 'a : "100%" OR Abc NOT xyz';
CREATE VIEW substrings_later AS SELECT g.rowid FROM grams g JOIN old ON g.b MATCH old.body;
