-- Spreads Visita over a Citus cluster by organization (Citus 12 or newer, docs/scaling.md). On the coordinator, in the database that
-- `node src/main.ts migrate` has made, as the owner of the tables, with every server and worker stopped. test/citus.test.ts holds it to the schema.
BEGIN;

-- events_append_only looks at nothing but the statement, the triggers of slots and bookings at rows of the same organization, which are on
-- the same node: safe on every shard.
SET LOCAL citus.enable_unsafe_triggers = on;

-- The one table that crosses organizations: whole on every node, so that who is calling is found wherever the question is asked.
SELECT create_reference_table('identities');

-- Of what keeps whole a foreign key comes first, then what points at it. All in one group: the rows of one organization stand on one node.
SELECT create_distributed_table('agents', 'organization_id', colocate_with => 'none');
SELECT create_distributed_table('applicants', 'organization_id', colocate_with => 'agents');
SELECT create_distributed_table('screenings', 'organization_id', colocate_with => 'agents');
SELECT create_distributed_table('properties', 'organization_id', colocate_with => 'agents');
-- Slots and bookings point at each other: the key between them is taken away while they move, and put back below. Slots that move are
-- offered already: their triggers are taken away as well, or each would meet its own offer.
ALTER TABLE slots DROP CONSTRAINT slots_booking_is_confirmed;
ALTER TABLE offers DROP CONSTRAINT offers_slot_fkey;
DROP TRIGGER slots_offered ON slots;
DROP TRIGGER slots_withdrawn ON slots;
DROP TRIGGER slots_moved ON slots;
DROP TRIGGER slots_let_go_of_no_confirmed_booking ON slots;
DROP TRIGGER bookings_confirmed_is_held ON bookings;
SELECT create_distributed_table('slots', 'organization_id', colocate_with => 'agents');
SELECT create_distributed_table('offers', 'organization_id', colocate_with => 'agents');
SELECT create_distributed_table('bookings', 'organization_id', colocate_with => 'agents');
ALTER TABLE slots ADD CONSTRAINT slots_booking_is_confirmed
  FOREIGN KEY (organization_id, id, booking_id) REFERENCES bookings (organization_id, slot_id, confirmed_id)
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE offers ADD CONSTRAINT offers_slot_fkey
  FOREIGN KEY (organization_id, slot_id, agent_id, property_id, start_time, end_time)
  REFERENCES slots (organization_id, id, agent_id, property_id, start_time, end_time)
  ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE TRIGGER slots_offered BEFORE INSERT ON slots FOR EACH ROW
  WHEN (NEW.status <> 'cancelled' AND NEW.start_time < NEW.end_time) EXECUTE FUNCTION keep_offer();
CREATE TRIGGER slots_withdrawn BEFORE UPDATE OF status ON slots FOR EACH ROW
  WHEN ((OLD.status = 'cancelled') <> (NEW.status = 'cancelled')) EXECUTE FUNCTION keep_offer();
CREATE TRIGGER slots_moved BEFORE UPDATE OF agent_id, property_id, start_time, end_time ON slots
  FOR EACH ROW WHEN (NEW.start_time < NEW.end_time) EXECUTE FUNCTION move_offer();
CREATE CONSTRAINT TRIGGER bookings_confirmed_is_held AFTER INSERT OR UPDATE OF organization_id, id, slot_id, status ON bookings
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 'confirmed') EXECUTE FUNCTION judge_confirmed_booking();
CREATE CONSTRAINT TRIGGER slots_let_go_of_no_confirmed_booking AFTER UPDATE ON slots
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.booking_id IS NOT NULL AND OLD.booking_id IS DISTINCT FROM NEW.booking_id) EXECUTE FUNCTION judge_confirmed_booking();
SELECT create_distributed_table('events', 'organization_id', colocate_with => 'agents');
SELECT create_distributed_table('outbox', 'organization_id', colocate_with => 'agents');
SELECT create_distributed_table('undelivered_messages', 'organization_id', colocate_with => 'agents');

-- A key belongs to a user, wherever they are at home.
SELECT create_distributed_table('idempotency_keys', 'user_id', colocate_with => 'none');

-- migrations and the schema pgboss stay as they are, on the coordinator.
COMMIT;
