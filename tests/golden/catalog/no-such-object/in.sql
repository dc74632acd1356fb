CREATE TABLE orders (id);
CREATE INDEX near_miss ON orders (id);
CREATE INDEX i ON order_s (id);
DROP VIEW v;
DROP TABLE IF EXISTS absent;
DROP TRIGGER r;
DROP VIEW orders;
