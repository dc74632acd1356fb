CREATE TABLE posts (
    title TEXT,
    slug  TEXT CHECK (slug = app_slug(title))
);
