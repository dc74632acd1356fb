-- The application's own function, and one of SQLite's with an argument too many.
CREATE TABLE posts (
    title TEXT,
    slug  TEXT CHECK (slug = app_slug(title)),
    size  INTEGER CHECK (abs(size, 1) > 0)
);
