-- Up Migration

-- Rather give up than keep a running server waiting behind a lock.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- The history of one booking, in the order in which it happened.
-- Not concurrently: a migration is one transaction. Bookings wait while it is built, for seconds where there are millions of
-- events; the limits above end it rather than keep them waiting longer.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX events_of_booking ON events (organization_id, booking_id, id) WHERE booking_id IS NOT NULL;
