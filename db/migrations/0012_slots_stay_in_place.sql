-- Up Migration

-- Rather give up than keep a running server waiting behind a lock.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- A booking changes a slot's status and booking_id. While an index named either of them PostgreSQL entered the slot anew in every index
-- it has; where none does, the row is changed in its page and no index hears of it (heap-only tuples,
-- https://www.postgresql.org/docs/current/storage-hot.html). It needs a little room in the page.
ALTER TABLE slots SET (fillfactor = 90);

-- Promise 2, the direction for which a foreign key needs an index over booking_id: a confirmed booking has a slot that names it. Judged at
-- commit, for a booking that becomes confirmed and for a slot that lets go of its booking. It needs no lock: a pair is made and undone by
-- a change of the slot, whose row its transaction holds until the end, and slots_booking_is_confirmed refuses whoever changes the booking alone.
CREATE FUNCTION judge_confirmed_booking() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  judged uuid;
BEGIN
  IF TG_TABLE_NAME = 'slots' THEN
    judged := OLD.booking_id;
  ELSE
    judged := NEW.id;
  END IF;
  IF EXISTS (
    SELECT FROM bookings
    WHERE bookings.organization_id = NEW.organization_id AND bookings.id = judged AND bookings.status = 'confirmed'
      AND NOT EXISTS (
        SELECT FROM slots
        WHERE slots.organization_id = bookings.organization_id AND slots.id = bookings.slot_id AND slots.booking_id = bookings.id
      )
  ) THEN
    RAISE EXCEPTION 'a confirmed booking is not named by its slot'
      USING ERRCODE = 'foreign_key_violation', TABLE = 'bookings', CONSTRAINT = 'bookings_confirmed_is_held';
  END IF;
  RETURN NULL;
END
$$;

-- contract: no statement names it; the triggers below take its place, for servers of the version before as well.
ALTER TABLE bookings DROP CONSTRAINT bookings_confirmed_is_held;
ALTER TABLE slots DROP CONSTRAINT slots_booking_key;

CREATE CONSTRAINT TRIGGER bookings_confirmed_is_held AFTER INSERT OR UPDATE ON bookings
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 'confirmed') EXECUTE FUNCTION judge_confirmed_booking();
CREATE CONSTRAINT TRIGGER slots_let_go_of_no_confirmed_booking AFTER UPDATE ON slots
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.booking_id IS NOT NULL AND OLD.booking_id IS DISTINCT FROM NEW.booking_id) EXECUTE FUNCTION judge_confirmed_booking();

-- Lists of what is free walk this one, and pass by what is booked or cancelled.
-- Not concurrently: a migration is one transaction. 15 s for ten million slots.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX slots_by_property ON slots (organization_id, property_id, start_time, id);
-- The lock is there already, and to drop it takes a moment.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX slots_available_by_property;
