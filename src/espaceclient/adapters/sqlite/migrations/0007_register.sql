-- When the contract of the present subscriber begins, and the reference of that customer; NULL where
-- billing does not tell.
ALTER TABLE subscribers ADD COLUMN since INTEGER;
ALTER TABLE subscribers ADD COLUMN customer TEXT;
