/* @name claimScreenings */
-- For screenings of different persons of one organization. Prevents two races: the row lock keeps other screenings of a person
-- waiting until this transaction ends, and the condition lets only the newer one through, so that repeats and latecomers change
-- nothing. In id order, so that two such statements, of two workers, take the persons they share in the same order.
INSERT INTO screenings AS known (organization_id, external_id, screened_at, said_at)
SELECT :organizationId!, claimed.external_id, claimed.screened_at, claimed.said_at
FROM unnest(:externalIds!::uuid[], :screenedAts!::timestamptz[], :saidAts!::timestamptz[]) AS claimed (external_id, screened_at, said_at)
ORDER BY claimed.external_id
ON CONFLICT (organization_id, external_id) DO UPDATE SET screened_at = excluded.screened_at, said_at = excluded.said_at
WHERE (known.screened_at, COALESCE(known.said_at, 'infinity')) < (excluded.screened_at, excluded.said_at)
RETURNING organization_id, external_id;

/* @name claimScreeningsOfSeveral */
-- claimScreenings for several organizations, where one node has them all. The races it prevents are the same, by the same locks; in the order of
-- organization and id, as claimScreenings does within one.
INSERT INTO screenings AS known (organization_id, external_id, screened_at, said_at)
SELECT claimed.organization_id, claimed.external_id, claimed.screened_at, claimed.said_at
FROM unnest(:organizationIds!::uuid[], :externalIds!::uuid[], :screenedAts!::timestamptz[], :saidAts!::timestamptz[])
  AS claimed (organization_id, external_id, screened_at, said_at)
ORDER BY claimed.organization_id, claimed.external_id
ON CONFLICT (organization_id, external_id) DO UPDATE SET screened_at = excluded.screened_at, said_at = excluded.said_at
WHERE (known.screened_at, COALESCE(known.said_at, 'infinity')) < (excluded.screened_at, excluded.said_at)
RETURNING organization_id, external_id;

/* @name findScreenedApplicants */
SELECT organization_id, id, external_id, supabase_user_id, name, email, risk_level
FROM applicants
WHERE organization_id = :organizationId! AND external_id = ANY (:externalIds!::uuid[]);

/* @name findScreenedApplicantsOfSeveral */
SELECT applicants.organization_id, id, applicants.external_id, supabase_user_id, name, email, risk_level
FROM unnest(:organizationIds!::uuid[], :externalIds!::uuid[]) AS wanted (organization_id, external_id)
JOIN applicants ON applicants.organization_id = wanted.organization_id AND applicants.external_id = wanted.external_id;

/* @name saveScreenedApplicants */
-- For persons of one organization whose screenings were claimed. The link to a sign-in is not touched: it may be made at this
-- very moment. Of each person the applicant, then the identity, as linkApplicant does: whoever has the one waits for nobody's
-- other. Of a change to what is known of them nobody is told.
WITH screened AS (
  SELECT * FROM unnest(
    :ids!::uuid[], :externalIds!::uuid[], :names!::text[], :emails!::text[], :riskLevels!::risk_level[], :emailKeys!::text[],
    :screenedAts!::timestamptz[], :eventTypes!::text[]
  ) AS screened (id, external_id, name, email, risk_level, email_key, screened_at, event_type)
), saved AS (
  INSERT INTO applicants AS known (organization_id, id, external_id, name, email, risk_level)
  SELECT :organizationId!, id, external_id, name, email, risk_level FROM screened ORDER BY external_id
  ON CONFLICT ON CONSTRAINT applicants_one_record_per_person
  DO UPDATE SET name = excluded.name, email = excluded.email, risk_level = excluded.risk_level, updated_at = excluded.updated_at
  RETURNING organization_id, id, external_id
), identity AS (
  INSERT INTO identities AS known (organization_id, role, record_id, email_key, screened_at)
  SELECT saved.organization_id, 'applicant', saved.id, screened.email_key, screened.screened_at
  FROM saved JOIN screened USING (external_id)
  ON CONFLICT (organization_id, role, record_id)
  DO UPDATE SET email_key = excluded.email_key, screened_at = excluded.screened_at
), event AS (
  INSERT INTO events (organization_id, type, actor_role, applicant_id)
  SELECT saved.organization_id, screened.event_type, 'screening', saved.id
  FROM saved JOIN screened USING (external_id)
  RETURNING organization_id, id, type
)
INSERT INTO outbox (organization_id, event_id, kind, recipient)
SELECT organization_id, id, 'applicant_registered', 'applicant' FROM event WHERE type = 'applicant.registered';

/* @name saveScreenedApplicantsOfSeveral */
-- saveScreenedApplicants for several organizations, where one node has them all: of each person the same, in the same order.
WITH screened AS (
  SELECT * FROM unnest(
    :organizationIds!::uuid[], :ids!::uuid[], :externalIds!::uuid[], :names!::text[], :emails!::text[], :riskLevels!::risk_level[], :emailKeys!::text[],
    :screenedAts!::timestamptz[], :eventTypes!::text[]
  ) AS screened (organization_id, id, external_id, name, email, risk_level, email_key, screened_at, event_type)
), saved AS (
  INSERT INTO applicants AS known (organization_id, id, external_id, name, email, risk_level)
  SELECT organization_id, id, external_id, name, email, risk_level FROM screened ORDER BY organization_id, external_id
  ON CONFLICT ON CONSTRAINT applicants_one_record_per_person
  DO UPDATE SET name = excluded.name, email = excluded.email, risk_level = excluded.risk_level, updated_at = excluded.updated_at
  RETURNING organization_id, id, external_id
), identity AS (
  INSERT INTO identities AS known (organization_id, role, record_id, email_key, screened_at)
  SELECT saved.organization_id, 'applicant', saved.id, screened.email_key, screened.screened_at
  FROM saved JOIN screened USING (organization_id, external_id)
  ON CONFLICT (organization_id, role, record_id)
  DO UPDATE SET email_key = excluded.email_key, screened_at = excluded.screened_at
), event AS (
  INSERT INTO events (organization_id, type, actor_role, applicant_id)
  SELECT saved.organization_id, screened.event_type, 'screening', saved.id
  FROM saved JOIN screened USING (organization_id, external_id)
  RETURNING organization_id, id, type
)
INSERT INTO outbox (organization_id, event_id, kind, recipient)
SELECT organization_id, id, 'applicant_registered', 'applicant' FROM event WHERE type = 'applicant.registered';
