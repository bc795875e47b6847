/* @name findNoticeFacts */
-- The facts as they are when the message is sent, not when it was written: names, addresses and the property may have
-- been corrected since.
SELECT bookings.id AS "booking_id?", bookings.slot_id AS "slot_id?", bookings.start_time AS "start_time?",
  bookings.end_time AS "end_time?", bookings.notes AS "notes?", bookings.property_id AS "property_id?",
  bookings.status AS "status?", slots.status AS "slot_status?",
  properties.title AS "title?", properties.address AS "address?", properties.time_zone AS "time_zone?",
  agents.name AS "agent_name?", agents.email AS "agent_email?",
  applicants.name AS "applicant_name?", applicants.email AS "applicant_email?",
  clock_timestamp() AS "now!"
FROM events
LEFT JOIN bookings ON bookings.organization_id = events.organization_id AND bookings.id = events.booking_id
LEFT JOIN slots ON slots.organization_id = bookings.organization_id AND slots.id = bookings.slot_id
LEFT JOIN properties ON properties.organization_id = bookings.organization_id AND properties.id = bookings.property_id
LEFT JOIN agents ON agents.organization_id = bookings.organization_id AND agents.id = bookings.agent_id
LEFT JOIN applicants ON applicants.organization_id = events.organization_id AND applicants.id = events.applicant_id
WHERE events.organization_id = :organizationId! AND events.id = :eventId!;

/* @name findVisitFacts */
-- The same of one booking, whatever happened to it.
SELECT bookings.id AS booking_id, bookings.slot_id, bookings.start_time, bookings.end_time, bookings.notes,
  bookings.property_id, bookings.status, slots.status AS slot_status,
  properties.title AS "title?", properties.address AS "address?", properties.time_zone AS "time_zone?",
  agents.name AS agent_name, agents.email AS agent_email,
  applicants.name AS applicant_name, applicants.email AS applicant_email
FROM bookings
JOIN slots ON slots.organization_id = bookings.organization_id AND slots.id = bookings.slot_id
LEFT JOIN properties ON properties.organization_id = bookings.organization_id AND properties.id = bookings.property_id
JOIN agents ON agents.organization_id = bookings.organization_id AND agents.id = bookings.agent_id
JOIN applicants ON applicants.organization_id = bookings.organization_id AND applicants.id = bookings.applicant_id
WHERE bookings.organization_id = :organizationId! AND bookings.id = :bookingId!;
