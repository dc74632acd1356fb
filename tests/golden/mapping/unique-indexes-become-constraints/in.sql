CREATE TABLE post (id INTEGER PRIMARY KEY, slug TEXT, title TEXT COLLATE NOCASE, hidden INT);
-- One post a slug.
CREATE UNIQUE INDEX post_slug_unique ON post (slug);
-- These can't be constraints.
CREATE UNIQUE INDEX post_title_unique ON post (title);
CREATE UNIQUE INDEX post_lower_unique ON post (lower(slug));
CREATE UNIQUE INDEX post_shown_unique ON post (slug, hidden) WHERE hidden = 0;
CREATE UNIQUE INDEX post_last_unique ON post (hidden DESC);
CREATE INDEX post_plain_unique ON post (hidden);
CREATE TABLE tag (id INTEGER PRIMARY KEY);
CREATE TABLE _PostToTag (A INTEGER NOT NULL, B INTEGER NOT NULL);
CREATE UNIQUE INDEX "_PostToTag_AB_unique" ON _PostToTag (A, B);
CREATE TABLE _TagToTag (A INTEGER, B INTEGER);
CREATE UNIQUE INDEX "_TagToTag_AB_unique" ON _TagToTag (A, B);
CREATE TABLE seen (slug TEXT REFERENCES post (slug));
