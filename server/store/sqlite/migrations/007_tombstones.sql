-- The entry of the log that tells destinations of an erasure, where one wants to know: it is emptied last.
ALTER TABLE erasures ADD COLUMN tombstone INTEGER;
