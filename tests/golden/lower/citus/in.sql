CREATE TABLE currencies (code TEXT PRIMARY KEY NOT NULL);
CREATE TABLE tenants (id INTEGER PRIMARY KEY, currency TEXT REFERENCES currencies (code));
CREATE TABLE "User's" (
    tenant INTEGER NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE TABLE notes (
    tenant INTEGER NOT NULL,
    author INTEGER NOT NULL,
    body TEXT,
    FOREIGN KEY (tenant, author) REFERENCES "User's" (tenant, id)
);
