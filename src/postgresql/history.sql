/* @name listBookingHistory */
-- Walks events_of_booking. Who did it has a name as long as they are known; screening has none.
SELECT events.type, events.occurred_at, events.actor_role, events.actor_id,
  COALESCE(agents.name, applicants.name) AS "actor_name?"
FROM events
LEFT JOIN agents ON events.actor_role = 'agent' AND agents.organization_id = events.organization_id
  AND agents.id = events.actor_id
LEFT JOIN applicants ON events.actor_role = 'applicant' AND applicants.organization_id = events.organization_id
  AND applicants.id = events.actor_id
WHERE events.organization_id = :organizationId! AND events.booking_id = :bookingId!
ORDER BY events.id;
