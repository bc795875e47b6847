/* @name hasDemo */
SELECT EXISTS (SELECT FROM agents WHERE organization_id = :organizationId!) AS "exists!";

/* @name addDemoAgent */
WITH agent AS (
  INSERT INTO agents (organization_id, id, supabase_user_id, name, email)
  VALUES (:organizationId!, :id!, :userId!, :name!, :email!)
  RETURNING *
), event AS (
  INSERT INTO events (organization_id, type, actor_role, actor_id, agent_id)
  SELECT organization_id, 'agent.joined', 'agent', id, id FROM agent
)
INSERT INTO identities (organization_id, role, record_id, supabase_user_id, email_key)
SELECT organization_id, 'agent', id, supabase_user_id, lower(email) FROM agent;

/* @name addDemoApplicant */
WITH screening AS (
  INSERT INTO screenings (organization_id, external_id, screened_at) VALUES (:organizationId!, :id!, now())
), applicant AS (
  INSERT INTO applicants (organization_id, id, external_id, name, email, risk_level)
  VALUES (:organizationId!, :id!, :id!, :name!, :email!, :riskLevel!)
  RETURNING *
), event AS (
  INSERT INTO events (organization_id, type, actor_role, applicant_id)
  SELECT organization_id, 'applicant.registered', 'screening', id FROM applicant
)
INSERT INTO identities (organization_id, role, record_id, email_key, screened_at)
SELECT organization_id, 'applicant', id, lower(email), now() FROM applicant;

/* @name addDemoProperty */
WITH property AS (
  INSERT INTO properties
    (organization_id, id, title, address, time_zone, title_said_at, address_said_at, time_zone_said_at)
  VALUES (:organizationId!, :id!, :title!, :address!, 'Europe/Lisbon', now(), now(), now())
  RETURNING organization_id, id
)
INSERT INTO events (organization_id, type, actor_role, actor_id, property_id)
SELECT organization_id, 'property.created', 'agent', :agentId!::uuid, id FROM property;

/* @name addDemoSlots */
-- Half an hour each, on each of the next seven days but Sundays, at these times of day in Lisbon.
WITH slot AS (
  INSERT INTO slots (organization_id, id, property_id, agent_id, start_time, end_time)
  SELECT :organizationId!::uuid, gen_random_uuid(), :propertyId!::uuid, :agentId!::uuid, start, start + interval '30 minutes'
  FROM generate_series(1, 7) AS days,
    unnest(:timesOfDay!::time[]) AS time_of_day,
    LATERAL (SELECT ((now() AT TIME ZONE 'Europe/Lisbon')::date + days + time_of_day) AT TIME ZONE 'Europe/Lisbon') AS visit (start)
  WHERE extract(isodow FROM (now() AT TIME ZONE 'Europe/Lisbon')::date + days) < 7
  RETURNING *
)
INSERT INTO events (organization_id, type, actor_role, actor_id, slot_id, agent_id)
SELECT organization_id, 'slot.offered', 'agent', agent_id, id, agent_id FROM slot;

/* @name addDemoBooking */
-- Books the property's nth slot of the demo week.
WITH slot AS (
  SELECT * FROM slots
  WHERE organization_id = :organizationId! AND property_id = :propertyId! AND status = 'available'
  ORDER BY start_time OFFSET :nth!::int LIMIT 1
), booking AS (
  INSERT INTO bookings (organization_id, id, slot_id, applicant_id, agent_id, property_id, start_time, end_time, notes)
  SELECT organization_id, gen_random_uuid(), id, :applicantId!, agent_id, property_id, start_time, end_time, :notes!
  FROM slot
  RETURNING *
), booked AS (
  UPDATE slots SET status = 'booked', booking_id = booking.id
  FROM booking WHERE slots.organization_id = :organizationId! AND slots.id = booking.slot_id
)
INSERT INTO events (organization_id, type, actor_role, actor_id, slot_id, booking_id, applicant_id, agent_id)
SELECT organization_id, 'booking.confirmed', 'applicant', applicant_id, slot_id, id, applicant_id, agent_id FROM booking;
