import type { Rows } from './stored-visits.ts';
import { TOLD } from '../told.fixture.ts';

/** What of the audit trail people are told of, and who: a row a message. */
const DUE = `(
  SELECT events.id AS event_id, recipient, type, CASE recipient WHEN 'agent' THEN agents.email ELSE applicants.email END AS email
  FROM events
  CROSS JOIN LATERAL (
    SELECT 'applicant' AS recipient WHERE type LIKE 'booking.%' OR type IN ('applicant.registered', 'applicant.linked')
    UNION ALL SELECT 'agent' WHERE type LIKE 'booking.%'
  ) AS recipients
  LEFT JOIN applicants ON applicants.organization_id = events.organization_id AND applicants.id = events.applicant_id
  LEFT JOIN agents ON agents.organization_id = events.organization_id AND agents.id = events.agent_id
  WHERE events.organization_id = $1
) AS due`;

/** Messages that are due and not queued, or queued more often than once, where no mail server takes any. */
export async function findUnsaid(database: Rows, organizationId: string): Promise<object[]> {
  return database.query(
    `SELECT due.event_id, due.type, due.recipient, count(told.event_id)::int AS queued
     FROM ${DUE} LEFT JOIN ${TOLD} ON told.organization_id = $1 AND told.event_id = due.event_id AND told.recipient = due.recipient
     GROUP BY due.event_id, due.type, due.recipient HAVING count(told.event_id) <> 1`,
    [organizationId],
  );
}

/** Every mail that is due, as `<address> <method of its invitation>`; only the address where it invites to nothing. */
export async function findDueMails(database: Rows, organizationId: string): Promise<string[]> {
  const rows = await database.query<{ mail: string }>(
    `SELECT concat_ws(' ', email, CASE WHEN type LIKE 'booking.cancelled%' THEN 'CANCEL' WHEN type = 'booking.confirmed' THEN 'REQUEST' END) AS mail FROM ${DUE}`,
    [organizationId],
  );
  return rows.map(({ mail }) => mail);
}
