CREATE TABLE u (role TEXT CHECK (role <> ''));
