CREATE TABLE sensors (id INTEGER PRIMARY KEY);
CREATE TABLE readings (
    sensor INTEGER NOT NULL REFERENCES sensors (id),
    day TEXT NOT NULL,
    value REAL,
    PRIMARY KEY (sensor, day)
);
CREATE INDEX readings_day ON readings (day);
CREATE UNIQUE INDEX readings_value ON readings (day, value);
CREATE TABLE alarms (
    sensor INTEGER,
    day TEXT,
    FOREIGN KEY (sensor, day) REFERENCES readings (sensor, day)
);
