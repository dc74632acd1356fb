CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    sku VARCHAR(20) UNIQUE,
    title TEXT,
    note TEXT,
    code TEXT,
    tag VARCHAR(10),
    data JSON
);
CREATE INDEX item_title_1a2b3c4d ON item (title);
CREATE INDEX by_note ON item (note);
CREATE INDEX item_code_12345678 ON item (code) WHERE code > 'a';
CREATE INDEX item_tag_12345678 ON item (tag);
CREATE TABLE cache (sku VARCHAR(20) PRIMARY KEY);
