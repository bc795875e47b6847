-- Spreads Visita over a Citus cluster by organization (Citus 12 or newer, docs/scaling.md). On the coordinator, in the database that
-- `node src/main.ts migrate` has made, as the owner of the tables, with every server and worker stopped. test/citus.test.ts holds it to the schema.
BEGIN;

-- events_append_only stands on events. It looks at nothing but the statement, so it is safe on every shard.
SET LOCAL citus.enable_unsafe_triggers = on;

-- The one table that crosses organizations: whole on every node, so that who is calling is found wherever the question is asked.
SELECT create_reference_table('identities');

-- Of what keeps whole a foreign key comes first, then what points at it. All in one group: the rows of one organization stand on one node.
SELECT create_distributed_table('agents', 'organization_id', colocate_with => 'none');
SELECT create_distributed_table('applicants', 'organization_id', colocate_with => 'agents');
SELECT create_distributed_table('screenings', 'organization_id', colocate_with => 'agents');
SELECT create_distributed_table('properties', 'organization_id', colocate_with => 'agents');
-- Slots and bookings point at each other: the keys between them are taken away while they move, and put back below.
ALTER TABLE slots DROP CONSTRAINT slots_booking_is_confirmed;
ALTER TABLE bookings DROP CONSTRAINT bookings_confirmed_is_held;
SELECT create_distributed_table('slots', 'organization_id', colocate_with => 'agents');
SELECT create_distributed_table('bookings', 'organization_id', colocate_with => 'agents');
ALTER TABLE slots ADD CONSTRAINT slots_booking_is_confirmed
  FOREIGN KEY (organization_id, id, booking_id) REFERENCES bookings (organization_id, slot_id, confirmed_id)
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE bookings ADD CONSTRAINT bookings_confirmed_is_held
  FOREIGN KEY (organization_id, slot_id, confirmed_id) REFERENCES slots (organization_id, id, booking_id)
  DEFERRABLE INITIALLY DEFERRED;
SELECT create_distributed_table('events', 'organization_id', colocate_with => 'agents');
SELECT create_distributed_table('outbox', 'organization_id', colocate_with => 'agents');
SELECT create_distributed_table('undelivered_messages', 'organization_id', colocate_with => 'agents');

-- A key belongs to a user, wherever they are at home.
SELECT create_distributed_table('idempotency_keys', 'user_id', colocate_with => 'none');

-- migrations and the schema pgboss stay as they are, on the coordinator.
COMMIT;
