import type { Screening } from '../applicant.ts';
import { fieldOf, readId, readTime, type Fields, type Problems } from './event-fields.ts';
import { payloadOf } from './event-payload.ts';
import { readEmail, readName, readRiskLevel } from './screening-fields.ts';

/**
 * Reads `APPLICANT_SCREENED`, or says which rules it breaks. Dated by `screened_at`, else `occurred_at`, else `receivedAt`; of one `screened_at`
 * the later `occurred_at` counts.
 */
export function readScreening(event: Fields, eventType: string, receivedAt: Date): Screening | Problems {
  const payload = payloadOf(event, eventType, (fields) => fieldOf(fields, 'applicant_id') !== undefined);
  if (typeof payload === 'string') {
    return [payload];
  }
  const problems: Problems = [];
  const externalId = readId(payload, 'applicant_id', problems);
  const organizationId = readId(payload, 'organization_id', problems);
  const name = readName(payload, problems);
  const email = readEmail(payload, problems);
  const riskLevel = readRiskLevel(payload, problems);
  const screenedAt =
    fieldOf(payload, 'screened_at') === undefined
      ? readTime(event, 'occurred_at', receivedAt, problems)
      : readTime(payload, 'screened_at', receivedAt, problems);
  if (
    externalId === null ||
    organizationId === null ||
    name === null ||
    email === null ||
    riskLevel === null ||
    screenedAt === null
  ) {
    return problems;
  }
  // One that cannot be read is no reason to refuse what is dated without it.
  const saidAt = readTime(event, 'occurred_at', screenedAt, []) ?? screenedAt;
  return { externalId, organizationId, name, email, riskLevel, screenedAt, saidAt };
}
