-- Up Migration

-- Rather give up than keep a running server waiting behind a lock. The second limit is long: see below.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '900s';

-- The same three constraints, with what tells rows apart in front and the organization behind. A GiST index compares an entry
-- column by column and stops at the first that differs: where the organization came first, every entry of an agency passed it,
-- and a booking cost the database a fifth more (docs/performance.md).
-- Bookings and lists wait, or are answered 503, while the indexes are built: half a minute for a million slots, twelve minutes
-- for ten million. There is no way to make a constraint of this kind beside running traffic, so with millions of slots this
-- update is for a quiet hour.
ALTER TABLE slots
  DROP CONSTRAINT slots_no_duplicate_offer,
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT slots_no_duplicate_offer EXCLUDE USING gist (
    agent_id WITH =, property_id WITH =, tstzrange(start_time, end_time) WITH &&, organization_id WITH =
  ) WHERE (status <> 'cancelled');
ALTER TABLE bookings
  DROP CONSTRAINT bookings_agent_in_one_place,
  DROP CONSTRAINT bookings_applicant_in_one_place,
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT bookings_agent_in_one_place EXCLUDE USING gist (
    agent_id WITH =, tstzrange(start_time, end_time) WITH &&, organization_id WITH =, slot_id WITH <>
  ) WHERE (status = 'confirmed'),
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT bookings_applicant_in_one_place EXCLUDE USING gist (
    applicant_id WITH =, tstzrange(start_time, end_time) WITH &&, organization_id WITH =
  ) WHERE (status = 'confirmed');
