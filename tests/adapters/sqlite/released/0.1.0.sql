-- A database of release 0.1.0, as its own code wrote it. All in it is made up.
BEGIN TRANSACTION;
CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    password_key TEXT,
    commune_code TEXT NOT NULL,
    commune_name TEXT NOT NULL,
    operator TEXT NOT NULL,
    contract_number TEXT NOT NULL,
    meter TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    password_version INTEGER NOT NULL,
    UNIQUE (operator, contract_number)
) STRICT;
INSERT INTO "accounts" VALUES('v1SWDRjXOmFodihCvrdNLg',2096614776372226988,'Jeanne@exemple.fr','jeanne@exemple.fr','$2b$04$YG5n3G51VjqMjJOSILpJV.nKZDoQL7b01RXWAL.POkZH29P33HGU6','2026','13022','Cassis','Société Eau de Marseille Métropole','0123456','A02GJ098702',1767603600000000,1);
INSERT INTO "accounts" VALUES('3IUWBJpBbpaSUidnxYG25g',9078013202171568506,'paul@exemple.fr','paul@exemple.fr','$2b$04$6FpJgzfWcamRWoHB9uvM/OFeOcTU07uAE81dm8J4/uO/22fYyDerG','2026','13001','Aix-en-Provence','Eaux d''Aix','0123456','B77',1767690000000000,1);
CREATE TABLE failed_attempts (
    key TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    in_a_row INTEGER NOT NULL,
    in_the_day INTEGER NOT NULL,
    day_began_at INTEGER NOT NULL,
    last_failed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "failed_attempts" VALUES('0llINfWy7ukAHhq8s7z-mvwpkHjIUhDmOpwy8l2JSBI',3702333298336134207,1,1,1767690000000000,1767690000000000,1767776400000000);
CREATE TABLE hourly_counters (
    key TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    count INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "hourly_counters" VALUES('Q5dEi1geDrwohNpwdbiiJE2fgw-kdUdlzOyUhURISEg',5948834322869065273,1,1767690000000000,1767693600000000);
INSERT INTO "hourly_counters" VALUES('cQGIV2FKFIkWNdXdIY3VWIqICrtNaQwDHy6gBJCuTDM',3359886741493248668,1,1767603600000000,1767607200000000);
INSERT INTO "hourly_counters" VALUES('cU1zVGYY-O5wnGbAiLf_AFaPkO7H00mU8seTx1wLNrc',5209928945429670574,1,1767690000000000,1767693600000000);
INSERT INTO "hourly_counters" VALUES('cnlg4z_m6vea90-b6Y6DaQ8dvRYL0bggAoJ37Gak0Pw',7766799082506213488,1,1767690000000000,1767693600000000);
INSERT INTO "hourly_counters" VALUES('gCfz1URieCm6XeL04Sf4mwJjenXDOwUf_ygApT_TcaA',7358602550186319784,1,1767690000000000,1767693600000000);
CREATE TABLE operators (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "operators" VALUES(1,'Eaux d''Aix');
INSERT INTO "operators" VALUES(2,'Société Eau de Marseille Métropole');
CREATE TABLE outbox (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    queued_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    lease TEXT,
    last_error TEXT,
    dead INTEGER NOT NULL DEFAULT 0 CHECK (dead IN (0, 1))
) STRICT;
INSERT INTO "outbox" VALUES(1,'b79e7c3d6ec84bb642fc39990d7014cb','activation','{"to": {"text": "nadia@exemple.fr", "key": "nadia@exemple.fr"}, "registration": "SisB9wZqsuosrTAb0u-v0w", "valid_for": 172800000000}',1767690000000000,1767690000000000,0,NULL,NULL,0);
CREATE TABLE register (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL
) STRICT;
INSERT INTO "register" VALUES(1,1);
CREATE TABLE registrations (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    password_key TEXT,
    commune_code TEXT NOT NULL,
    commune_name TEXT NOT NULL,
    operator TEXT NOT NULL,
    contract_number TEXT NOT NULL,
    meter TEXT NOT NULL,
    browser TEXT NOT NULL,
    since INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
INSERT INTO "registrations" VALUES('lKLP0j15hs29yRRwwZRDwA',2975286269807008510,'marie@exemple.fr','marie@exemple.fr','$2b$04$rieEJxcui38TLZCP2z6XDuyL1JamP3BhXgm6B2tVX3btizIjlWw9O','2026','13022','Cassis','Société Eau de Marseille Métropole','7654321','C123','A7L-wRhar0F0ZKc6KLcr0A',1767690000000000,1767862800000000);
INSERT INTO "registrations" VALUES('SisB9wZqsuosrTAb0u-v0w',5807782592714114686,'nadia@exemple.fr','nadia@exemple.fr','$2b$04$tqVEPgnhLUD.xu3FT5XfkOt6IiKFVXHqYaNM5OYvjdSM3k7LiiYN6','2026','13022','Cassis','Société Eau de Marseille Métropole','1111111','D111','_PS72nUoz9VwGL_uetSf6g',1767690000000000,1767862800000000);
CREATE TABLE resets (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    password_version INTEGER NOT NULL,
    since INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "resets" VALUES('Wv4w0YcGlq16Kn0vkSLfGQ',6209786904443155491,'3IUWBJpBbpaSUidnxYG25g',1,1767690000000000,1767693600000000);
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    password_version INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "sessions" VALUES('Krcq1kAlKy1q1xvrh20AHw',5014396797864377206,'3IUWBJpBbpaSUidnxYG25g',1,1767690000000000,1767690000000000,1767691800000000);
INSERT INTO "sessions" VALUES('a2zjTPU8abfu8zpejB17Sw',3073845986746855644,'v1SWDRjXOmFodihCvrdNLg',1,1767690000000000,1767690000000000,1767691800000000);
INSERT INTO "sessions" VALUES('qaQ3gQWTLQb6istis36ZdQ',4161071285667103278,'v1SWDRjXOmFodihCvrdNLg',1,1767603600000000,1767603600000000,1767605400000000);
CREATE TABLE subscribers (
    generation INTEGER NOT NULL,
    operator INTEGER NOT NULL REFERENCES operators (id),
    contract_number TEXT NOT NULL,
    meter TEXT NOT NULL,
    ended INTEGER NOT NULL CHECK (ended IN (0, 1)),
    PRIMARY KEY (generation, operator, contract_number)
) STRICT, WITHOUT ROWID;
INSERT INTO "subscribers" VALUES(1,1,'0123456','B77',0);
INSERT INTO "subscribers" VALUES(1,2,'0123456','A02GJ098702',0);
INSERT INTO "subscribers" VALUES(1,2,'1111111','D111',0);
INSERT INTO "subscribers" VALUES(1,2,'7654321','C123',0);
INSERT INTO "subscribers" VALUES(1,2,'9999999','E999',1);
CREATE INDEX registrations_by_email ON registrations (email_key);
CREATE INDEX registrations_by_contract ON registrations (operator, contract_number);
CREATE INDEX registrations_by_expiry ON registrations (expires_at, id);
CREATE INDEX resets_by_account ON resets (account);
CREATE INDEX resets_by_expiry ON resets (expires_at, id);
CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_expiry ON sessions (expires_at, id);
CREATE INDEX hourly_counters_by_expiry ON hourly_counters (expires_at, key);
CREATE INDEX failed_attempts_by_expiry ON failed_attempts (expires_at, key);
CREATE INDEX outbox_by_due ON outbox (due_at) WHERE dead = 0;
CREATE INDEX outbox_by_age ON outbox (queued_at);
COMMIT;
PRAGMA user_version = 1;
