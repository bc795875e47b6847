/* @name findIdentitiesOfUsers */
-- The one question that crosses organizations, asked once a request and for all that arrive together; `place` says whose each row is.
-- Agents by age; applicants newest screening first.
SELECT wanted.place::int AS "place!", identity.organization_id AS "organization_id!", identity.role AS "role!", identity.record_id AS "record_id!",
  identity.supabase_user_id IS NOT NULL AS "linked!"
FROM unnest(:userIds!::text[], :unlinkedEmailKeys!::text[]) WITH ORDINALITY AS wanted (user_id, email_key, place)
CROSS JOIN LATERAL (
  SELECT * FROM identities WHERE supabase_user_id = wanted.user_id
  UNION ALL
  SELECT * FROM identities WHERE supabase_user_id IS NULL AND identities.email_key = wanted.email_key
) AS identity
ORDER BY wanted.place, identity.role, identity.screened_at DESC, identity.created_at, identity.organization_id;

/* @name linkApplicant */
-- Prevents two races. FOR UPDATE: two users who claim one record at the same moment; the later one finds it linked.
-- The e-mail, judged again on the row as it is after the lock: a screening that corrects it between the look-up and
-- here. Locks in the order of saveScreenedApplicant: applicant, then identity.
WITH unlinked AS (
  SELECT organization_id, id FROM applicants
  WHERE organization_id = :organizationId! AND id = :applicantId! AND supabase_user_id IS NULL
  FOR UPDATE
), identity AS (
  UPDATE identities SET supabase_user_id = :userId!
  FROM unlinked
  WHERE identities.organization_id = unlinked.organization_id AND identities.role = 'applicant'
    AND identities.record_id = unlinked.id AND identities.email_key = :emailKey!
  RETURNING identities.organization_id, identities.record_id
), linked AS (
  UPDATE applicants SET supabase_user_id = :userId!, updated_at = now()
  FROM identity
  WHERE applicants.organization_id = :organizationId! AND applicants.id = identity.record_id
  RETURNING applicants.organization_id, applicants.id
), event AS (
  INSERT INTO events (organization_id, type, actor_role, actor_id, applicant_id)
  SELECT organization_id, 'applicant.linked', 'applicant', id, id FROM linked
  RETURNING organization_id, id
)
INSERT INTO outbox (organization_id, event_id, kind, recipient)
SELECT organization_id, id, 'applicant_linked', 'applicant' FROM event;

/* @name unlinkApplicant */
-- Undoes linkApplicant: the record is whoever's signs in next with its e-mail. FOR UPDATE prevents the race with a screening or a second
-- command that changes the record at the same moment. Locks in the same order: applicant, then identity.
WITH linked AS (
  SELECT organization_id, id FROM applicants
  WHERE organization_id = :organizationId! AND id = :applicantId! AND supabase_user_id IS NOT NULL
  FOR UPDATE
), identity AS (
  UPDATE identities SET supabase_user_id = NULL
  FROM linked
  WHERE identities.organization_id = linked.organization_id AND identities.role = 'applicant' AND identities.record_id = linked.id
), unlinked AS (
  UPDATE applicants SET supabase_user_id = NULL, updated_at = now()
  FROM linked
  WHERE applicants.organization_id = :organizationId! AND applicants.id = linked.id
  RETURNING applicants.organization_id, applicants.id
)
INSERT INTO events (organization_id, type, actor_role, applicant_id)
SELECT organization_id, 'applicant.unlinked', 'agent', id FROM unlinked
RETURNING id;

/* @name addAgent */
-- DO NOTHING prevents a second record when a user signs in twice at the same moment.
WITH joined AS (
  INSERT INTO agents (organization_id, id, supabase_user_id, name, email, role)
  VALUES (:organizationId!, :id!, :userId!, :name!, :email!, :role!)
  ON CONFLICT ON CONSTRAINT agents_one_record_per_user DO NOTHING
  RETURNING organization_id, id, supabase_user_id
), identity AS (
  INSERT INTO identities (organization_id, role, record_id, supabase_user_id, email_key)
  SELECT organization_id, 'agent', id, supabase_user_id, :emailKey! FROM joined
)
INSERT INTO events (organization_id, type, actor_role, actor_id, agent_id)
SELECT organization_id, 'agent.joined', 'agent', id, id FROM joined;

/* @name findAgent */
SELECT organization_id, id, supabase_user_id, name, email, role, created_at
FROM agents
WHERE organization_id = :organizationId! AND id = :id!;

/* @name findApplicant */
SELECT organization_id, id, external_id, supabase_user_id, name, email, risk_level, created_at
FROM applicants
WHERE organization_id = :organizationId! AND id = :id!;
