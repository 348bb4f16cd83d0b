-- What somebody reads: their account's mails are written in it. All that was stored before was French.
ALTER TABLE accounts ADD COLUMN language TEXT NOT NULL DEFAULT 'fr';
ALTER TABLE registrations ADD COLUMN language TEXT NOT NULL DEFAULT 'fr';
