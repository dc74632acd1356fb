CREATE TABLE t(a INT, b TEXT, r REAL, made DATETIME);
CREATE TABLE u(n INT, s TEXT, r REAL, on_day DATE, at DATETIME, flag BOOLEAN);
CREATE TRIGGER r AFTER INSERT ON t BEGIN
  INSERT INTO u VALUES (NEW.b, NEW.a, NEW.b, NEW.made, datetime('now'), NEW.a > 5);
  INSERT INTO u(n, s, r, at, flag) VALUES ('12', 5, '1.5', '2024-01-31 10:00:00', 1);
  INSERT INTO u(n, s) SELECT r, made FROM t UNION SELECT 1, 2;
  UPDATE u SET n = NEW.r, s = NEW.r, at = NEW.made WHERE n = 1;
END;
