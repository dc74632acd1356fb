CREATE TABLE settings (
    name CHECK (typeof(name) = 'integer'),
    value CHECK (typeof(value) IN ('text', 'null')),
    more CHECK (typeof(more) = 'null')
);
CREATE VIEW kinds AS SELECT typeof(value) FROM settings;
