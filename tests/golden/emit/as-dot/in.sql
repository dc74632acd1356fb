-- People who sign in.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE COLLATE NOCASE, -- as it was typed
    role TEXT NOT NULL DEFAULT 'reader' CHECK (role IN ('reader', 'editor')),
    full_name TEXT AS (trim(first || ' ' || last)) STORED,
    first TEXT NOT NULL DEFAULT '',
    last TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE "order lines <1>" (
    "order" INTEGER NOT NULL,
    line INTEGER NOT NULL,
    user_id INTEGER REFERENCES users(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    "unit price" ANY,
    PRIMARY KEY ("order", line)
) STRICT, WITHOUT ROWID;
CREATE TABLE badges (user_id INTEGER NOT NULL UNIQUE REFERENCES users(id), "say ""hi""" TEXT) STRICT;
CREATE INDEX lines_by_user ON "order lines <1>" (user_id DESC, lower("unit price")) WHERE user_id > 0;
CREATE VIEW readers (who) AS SELECT email FROM users WHERE role = 'reader';
