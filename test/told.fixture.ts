/**
 * A table for FROM: what people are to be told, a row a message, whether it is in the outbox still or queued already. For
 * servers whose mail server takes nothing; reminders are no news.
 */
export const TOLD = `(
  SELECT organization_id, event_id, kind, recipient FROM outbox
  UNION ALL
  SELECT (data->>'organizationId')::uuid, (data->>'eventId')::bigint, data->>'kind', data->>'recipient'
  FROM pgboss.job WHERE name = 'messages' AND data->>'kind' <> 'visit_reminder'
) AS told`;
