ATTACH 'archive.db' AS archive;
CREATE TABLE archive.t (a);
CREATE TABLE main.near_miss (a);
