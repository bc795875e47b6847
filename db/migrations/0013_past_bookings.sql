-- Up Migration

-- Rather give up than keep a running server waiting behind a lock. The second limit is long: see below.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '900s';

-- A visit that is over clashes with nothing any more. While it stood in the indexes of the two exclusions, where every new booking looks three
-- times, a booking cost more with every year of visits behind it (docs/performance.md). A job sets it aside a day after it ended.
-- So rows that stand there are given true, which writes none of them, and then what is ahead or of yesterday is given false.
ALTER TABLE bookings ADD COLUMN past boolean NOT NULL DEFAULT true;
ALTER TABLE bookings ALTER COLUMN past SET DEFAULT false;

-- contract: no statement names them. Each is made again below, without what is past: for servers of the version before as well.
ALTER TABLE bookings DROP CONSTRAINT bookings_agent_in_one_place;
ALTER TABLE bookings DROP CONSTRAINT bookings_applicant_in_one_place;
-- The lock is there already, and to drop it takes a moment. The version before does not ask for `NOT past`, so until it is replaced it looks for
-- busy agents in bookings_by_start: a list of what is free reads all visits of the agency in a day, for each slot of the page.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX bookings_by_agent;

-- That a booking is set aside says nothing of its slot.
DROP TRIGGER bookings_confirmed_is_held ON bookings;
CREATE CONSTRAINT TRIGGER bookings_confirmed_is_held AFTER INSERT OR UPDATE OF organization_id, id, slot_id, status ON bookings
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 'confirmed') EXECUTE FUNCTION judge_confirmed_booking();

UPDATE bookings SET past = false WHERE end_time > now() - interval '1 day';

-- Bookings and lists wait while these are built: as long as it takes for what is booked ahead, half a minute for half a million visits.
ALTER TABLE bookings
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT bookings_agent_in_one_place EXCLUDE USING gist (
    agent_id WITH =, tstzrange(start_time, end_time) WITH &&, organization_id WITH =, slot_id WITH <>
  ) WHERE (status = 'confirmed' AND NOT past),
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT bookings_applicant_in_one_place EXCLUDE USING gist (
    applicant_id WITH =, tstzrange(start_time, end_time) WITH &&, organization_id WITH =
  ) WHERE (status = 'confirmed' AND NOT past);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX bookings_by_agent ON bookings (organization_id, agent_id, start_time, end_time) WHERE status = 'confirmed' AND NOT past;

-- Whatever leaves an index stays in it until the table is vacuumed. By PostgreSQL's own measure that is when a fifth of all there ever was has changed.
ALTER TABLE bookings SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

-- Nobody gets out of the two exclusions by calling a visit past that is not over. Not a CHECK: those may not ask the clock.
CREATE FUNCTION refuse_past_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a visit that is not over is not past'
    USING ERRCODE = 'check_violation', TABLE = 'bookings', CONSTRAINT = 'bookings_past_is_over';
END
$$;
CREATE TRIGGER bookings_past_is_over BEFORE INSERT OR UPDATE OF past ON bookings
  FOR EACH ROW WHEN (NEW.past AND NEW.end_time > now()) EXECUTE FUNCTION refuse_past_ahead();
