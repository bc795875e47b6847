-- Up Migration

-- Rather give up than keep a running server waiting behind a lock.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- What happened since the last look, of all organizations: how servers hear of changes (docs/decisions/0011). Not unique and
-- no key, so it keeps nobody from spreading the table by organization.
-- Not concurrently: a migration is one transaction. Bookings wait while it is built, for seconds where there are millions of
-- events; the limits above end it rather than keep them waiting longer.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX events_by_id ON events (id);
