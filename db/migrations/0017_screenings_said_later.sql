-- Up Migration

-- Rather give up than keep a running server waiting behind a lock.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- Of two messages about one screening the one that was made later is the newer: whoever corrects a wrong address did not screen the person again.
-- Null where the version before took it in: then the first one stands, as it did.
ALTER TABLE screenings ADD COLUMN said_at timestamptz;
