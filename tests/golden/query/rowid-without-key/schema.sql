CREATE TABLE plain (line TEXT);
CREATE TABLE seen (line TEXT);
CREATE TRIGGER seen_entered AFTER INSERT ON seen BEGIN
  UPDATE seen SET line = trim(line) WHERE rowid = NEW.rowid;
END;
