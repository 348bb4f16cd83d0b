-- What a host asks on the opening form besides, as JSON: it waits with the request, and with its event until the host
-- was told. It is in no payload, which is what the trail tells.
ALTER TABLE registrations ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';
ALTER TABLE events ADD COLUMN extra TEXT;
