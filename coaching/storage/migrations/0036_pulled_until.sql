-- Of a pull, the end of the time that it is about: the next one goes on there.
ALTER TABLE imports ADD COLUMN pulled_until TIMESTAMP;
