SELECT 1 /* no end
