CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, at DATETIME NOT NULL --(DC2Type:datetimetz_immutable)
, seen DATETIME DEFAULT NULL --(DC2Type:datetime_immutable)
, data CLOB NOT NULL --(DC2Type:json)
, uid VARCHAR(36) NOT NULL --(DC2Type:guid)
, key BLOB NOT NULL --(DC2Type:ulid)
, note CLOB DEFAULT NULL);
