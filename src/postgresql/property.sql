/* @name addProperty */
-- Prevents the race of two first reports of a property: the later one waits here for the earlier one's end, then adds
-- nothing and goes on with what that one left. DO NOTHING, so that it is no error.
INSERT INTO properties (organization_id, id) VALUES (:organizationId!, :id!)
ON CONFLICT (organization_id, id) DO NOTHING
RETURNING id;

/* @name lockProperty */
-- FOR UPDATE prevents the race of two reports of one property, which would both judge by what stood before and the
-- later one would take back what the earlier one brought. The clock is read outside the WITH query that locks, so when
-- the lock is there and not before it: of two requests the one that comes second is also the newer one.
WITH property AS (
  SELECT * FROM properties WHERE organization_id = :organizationId! AND id = :id! FOR UPDATE
)
SELECT organization_id, id, title, address, time_zone, title_said_at, address_said_at, time_zone_said_at, created_at,
  updated_at, clock_timestamp() AS "now!"
FROM property;

/* @name saveProperty */
UPDATE properties
SET title = :title, address = :address, time_zone = :timeZone, title_said_at = :titleSaidAt,
  address_said_at = :addressSaidAt, time_zone_said_at = :timeZoneSaidAt,
  updated_at = CASE WHEN :changed!::boolean THEN clock.now ELSE updated_at END
FROM (SELECT now() AS now) AS clock
WHERE organization_id = :organizationId! AND id = :id!
RETURNING organization_id, id, title, address, time_zone, created_at, updated_at;

/* @name recordPropertyChange */
-- For the audit trail; nobody is told.
INSERT INTO events (organization_id, type, actor_role, actor_id, property_id)
VALUES (:organizationId!, :eventType!, :actorRole!, :actorId, :id!);

/* @name findProperty */
SELECT organization_id, id, title, address, time_zone, created_at, updated_at
FROM properties
WHERE organization_id = :organizationId! AND id = :id!;

/* @name listProperties */
-- Walks properties_pkey from the cursor on. Of properties with one id in two organizations, that of the first organization
-- comes first; the row comparison says so across them.
SELECT organization_id, id, title, address, time_zone, created_at, updated_at
FROM properties
WHERE organization_id = :organizationId! AND id >= :afterId!::uuid
  AND (id, organization_id) > (:afterId!::uuid, :afterOrganizationId!::uuid)
ORDER BY id
LIMIT :limit!::int;
