/* @name claimScreening */
-- Prevents two races: the row lock keeps other screenings of the person waiting until this transaction ends, and
-- the condition lets only the newer one through, so that repeats and latecomers change nothing.
INSERT INTO screenings AS known (organization_id, external_id, screened_at)
VALUES (:organizationId!, :externalId!, :screenedAt!)
ON CONFLICT (organization_id, external_id) DO UPDATE SET screened_at = excluded.screened_at
WHERE known.screened_at < excluded.screened_at
RETURNING external_id;

/* @name findScreenedApplicant */
SELECT organization_id, id, external_id, supabase_user_id, name, email, risk_level
FROM applicants
WHERE organization_id = :organizationId! AND external_id = :externalId!;

/* @name saveScreenedApplicant */
-- The link to a sign-in is not touched: it may be made at this very moment.
WITH saved AS (
  INSERT INTO applicants AS known (organization_id, id, external_id, name, email, risk_level)
  VALUES (:organizationId!, :id!, :externalId!, :name!, :email!, :riskLevel!)
  ON CONFLICT ON CONSTRAINT applicants_one_record_per_person
  DO UPDATE SET name = excluded.name, email = excluded.email, risk_level = excluded.risk_level, updated_at = now()
  RETURNING organization_id, id
), identity AS (
  INSERT INTO identities AS known (organization_id, role, record_id, email_key, screened_at)
  SELECT organization_id, 'applicant', id, :emailKey!, :screenedAt! FROM saved
  ON CONFLICT (organization_id, role, record_id)
  DO UPDATE SET email_key = excluded.email_key, screened_at = excluded.screened_at
), event AS (
  INSERT INTO events (organization_id, type, actor_role, applicant_id)
  SELECT organization_id, :eventType!, 'screening', id FROM saved
  RETURNING organization_id, id
)
INSERT INTO outbox (organization_id, event_id, kind, recipient)
SELECT organization_id, id, :messageKind, 'applicant' FROM event WHERE :messageKind::text IS NOT NULL;
