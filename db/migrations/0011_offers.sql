-- Up Migration

-- Rather give up than keep a running server waiting behind a lock. The second limit is long: see below.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '900s';

-- What is offered once at a time moves to a table of its own. On slots every booking and every cancellation entered its slot anew in
-- a GiST index that grows with all slots there are (docs/performance.md); they do not touch offers.
-- Bookings and lists wait, or are answered 503, until this is done: half a minute for a million slots, twelve minutes for ten million,
-- nearly all of it for the index. There is no way to make a constraint of this kind beside running traffic, so with millions of slots
-- this update is for a quiet hour.

-- contract: no statement names it. The constraint of the same name on offers takes its place, for servers of the version before as well.
ALTER TABLE slots DROP CONSTRAINT slots_no_duplicate_offer;

-- One row for each slot that is not cancelled.
CREATE TABLE offers (
  organization_id uuid           NOT NULL,
  slot_id         uuid           NOT NULL,
  agent_id        uuid           NOT NULL,
  property_id     uuid           NOT NULL,
  start_time      timestamptz(3) NOT NULL,
  end_time        timestamptz(3) NOT NULL
);

INSERT INTO offers (organization_id, slot_id, agent_id, property_id, start_time, end_time)
  SELECT organization_id, id, agent_id, property_id, start_time, end_time FROM slots WHERE status <> 'cancelled';

-- Nobody knows the table yet, so nobody waits for its key.
ALTER TABLE offers
  -- squawk-ignore adding-serial-primary-key-field
  ADD CONSTRAINT offers_pkey PRIMARY KEY (organization_id, slot_id),
  -- An offer is at the place and time of its slot, and goes with it. Judged at commit: the offer is written first.
  ADD CONSTRAINT offers_slot_fkey FOREIGN KEY (organization_id, slot_id, agent_id, property_id, start_time, end_time)
    REFERENCES slots (organization_id, id, agent_id, property_id, start_time, end_time)
    ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  -- The same agent offers one property once at a time. Overlapping offers of different properties are allowed.
  ADD CONSTRAINT slots_no_duplicate_offer EXCLUDE USING gist (
    agent_id WITH =, property_id WITH =, tstzrange(start_time, end_time) WITH &&, organization_id WITH =
  );

-- Keeps offers in step with slots, whoever writes them. With the owner's rights, so that the role that serves needs none on offers.
-- DO NOTHING prevents the deadlock of two duplicates at the same moment: the later one waits for the earlier one's end without
-- holding what that one needs. It is told by an error, as by the constraint itself: a row left out would go unnoticed.
CREATE FUNCTION keep_offer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status = 'cancelled' THEN
    DELETE FROM offers WHERE organization_id = NEW.organization_id AND slot_id = NEW.id;
    RETURN NEW;
  END IF;
  INSERT INTO offers (organization_id, slot_id, agent_id, property_id, start_time, end_time)
    VALUES (NEW.organization_id, NEW.id, NEW.agent_id, NEW.property_id, NEW.start_time, NEW.end_time)
    ON CONFLICT ON CONSTRAINT slots_no_duplicate_offer DO NOTHING;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the agent offers the property at an overlapping time'
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'slots_no_duplicate_offer', TABLE = 'offers';
  END IF;
  RETURN NEW;
END
$$;

-- A booking and its end change the status from available to booked and back: neither calls it. Times that are no time are for slots_length.
CREATE TRIGGER slots_offered BEFORE INSERT ON slots FOR EACH ROW
  WHEN (NEW.status <> 'cancelled' AND NEW.start_time < NEW.end_time) EXECUTE FUNCTION keep_offer();
CREATE TRIGGER slots_withdrawn BEFORE UPDATE OF status ON slots FOR EACH ROW
  WHEN ((OLD.status = 'cancelled') <> (NEW.status = 'cancelled')) EXECUTE FUNCTION keep_offer();
