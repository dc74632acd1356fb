CREATE TABLE settings (
    name CHECK (typeof(name) = 'integer'),
    value CHECK (typeof(value) IN ('text', 'null')),
    mixed CHECK (typeof(mixed) IN ('text', 'integer')),
    more CHECK (typeof(more) = 'null')
);
CREATE VIEW kinds AS SELECT typeof(value), typeof(mixed) FROM settings;
