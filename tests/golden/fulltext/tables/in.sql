-- Documents by title and text.
CREATE VIRTUAL TABLE docs USING fts5 (title, body, tag UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE one USING fts5 (body, tokenize = 'ascii', prefix = '2 3', detail = full);
CREATE VIRTUAL TABLE chars USING fts5 (code, tokenize = "unicode61 tokenchars '-_'");
CREATE VIRTUAL TABLE many USING fts5 (a, b, c, d, e);
CREATE VIRTUAL TABLE index_only USING fts5 (body, content = '');
CREATE VIRTUAL TABLE old USING fts4 (subject, body, notindexed = subject, tokenize = porter, languageid = "lang");
CREATE VIRTUAL TABLE older USING fts3 (tokenize simple);
CREATE VIRTUAL TABLE grams USING fts5 (body, tokenize = 'my_own');
CREATE VIRTUAL TABLE terms USING fts5vocab (docs, 'row');
CREATE VIRTUAL TABLE flat USING rtree (id, x0, x1, y0);
