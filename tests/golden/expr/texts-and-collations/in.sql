-- Patterns, order by bytes, NOCASE.
CREATE TABLE t (
  email TEXT CHECK (email LIKE '%_@_%.__%' AND length(email) > 3),
  code TEXT CHECK (code GLOB '[A-Z][A-Z]-[0-9]*' AND code NOT GLOB '*[^-A-Z0-9]*'),
  name TEXT COLLATE NOCASE CHECK (name IN ('Red', 'green') AND name <> 'BLUE'),
  rest TEXT CHECK (rest < 'm' AND substr(rest, -2) <> 'xx' AND instr(rest, 'a') > 0),
  CHECK (name = email OR upper(code) = code OR trim(rest) = '' OR rest LIKE 'a\%' ESCAPE '\')
);
CREATE UNIQUE INDEX by_email ON t (lower(email));
CREATE INDEX by_name ON t (name, rest COLLATE NOCASE);
