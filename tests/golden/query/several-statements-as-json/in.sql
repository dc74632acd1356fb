REPLACE INTO users (id, email, name) VALUES (:id, :email, :name);
