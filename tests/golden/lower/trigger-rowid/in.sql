-- A trigger names the rowid of a table that has no column for it.
CREATE TABLE entries (line TEXT);
CREATE TABLE log (number INTEGER, line TEXT);
CREATE VIEW all_entries AS SELECT * FROM entries;
CREATE TRIGGER entered AFTER INSERT ON entries BEGIN
  INSERT INTO log VALUES (NEW.rowid, NEW.line);
END;
CREATE TRIGGER entering BEFORE INSERT ON entries WHEN NEW.oid > 10 BEGIN
  DELETE FROM log WHERE number = NEW.rowid - 10;
END;
