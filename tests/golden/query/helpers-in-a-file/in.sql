SELECT CAST(name AS INTEGER), hex(randomblob(4)) FROM users;
