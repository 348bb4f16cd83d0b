-- How many of a mail's attempts the other side refused for good: the second one ends it.
ALTER TABLE outbox ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
