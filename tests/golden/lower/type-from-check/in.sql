CREATE TABLE t (
  a BOOLEAN CHECK (a IN ('Y', 'N')),
  b INTEGER CHECK (typeof(b) = 'text'),
  c CHECK (typeof(c) = 'integer' OR c IS NULL),
  d BOOLEAN DEFAULT 'N',
  e INTEGER CHECK (e IN ('1', '2')),
  f BOOLEAN CHECK (f IN (0, 1)),
  g CHECK (g IN (1, 'x'))
);
