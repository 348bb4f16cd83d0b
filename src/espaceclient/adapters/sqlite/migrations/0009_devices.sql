-- What the host calls the device of a session; and a request's address may be corrected once.

ALTER TABLE sessions ADD COLUMN label TEXT;
ALTER TABLE registrations ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0
    CHECK (corrected IN (0, 1));
