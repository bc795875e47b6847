-- Up Migration

-- Rather give up than keep a running server waiting behind a lock.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- Whether an agent is on a visit then, for lists of what is free: each slot of a list asks. The index of
-- bookings_agent_in_one_place knows as well, but it compares every entry of a page where this one goes straight to it: a list
-- cost the database twice as much.
-- Not concurrently: a migration is one transaction. Bookings wait while it is built, for seconds where there are millions of
-- them; the limits above end it rather than keep them waiting longer.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX bookings_by_agent ON bookings (organization_id, agent_id, start_time, end_time) WHERE status = 'confirmed';
