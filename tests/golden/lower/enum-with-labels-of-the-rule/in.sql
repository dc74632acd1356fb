CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  status TEXT NOT NULL DEFAULT 'draft',
  kind TEXT CHECK (kind IN ('note', 'page')),
  mood TEXT DEFAULT 'merry' CHECK (mood IN ('sad'))
);
CREATE INDEX live ON posts (id) WHERE status = 'published';
