import { VisitaError } from '../errors.ts';
import { checkAddress, checkTimeZone, checkTitle, type PropertyReport } from '../property.ts';
import { fieldOf, readId, readTime, type Fields, type Problems } from './event-fields.ts';
import { payloadOf } from './event-payload.ts';

/**
 * Reads `PROPERTY_CREATED` and `PROPERTY_UPDATED`, or says which rules it breaks. Both say what they carry and nothing of
 * what they leave out, so they are one to us. The property is `property_id`, or `id` where that is absent. Dated by
 * `occurred_at`, else `receivedAt`.
 */
export function readPropertyReport(event: Fields, eventType: string, receivedAt: Date): PropertyReport | Problems {
  const payload = payloadOf(event, eventType, isFlat);
  if (typeof payload === 'string') {
    return [payload];
  }
  const problems: Problems = [];
  const idField = fieldOf(payload, 'property_id') === undefined && fieldOf(payload, 'id') !== undefined ? 'id' : 'property_id';
  const propertyId = readId(payload, idField, problems);
  const organizationId = readId(payload, 'organization_id', problems);
  const title = readOptional(payload, 'title', checkTitle, problems);
  const address = readOptional(payload, 'address', checkAddress, problems);
  const timeZone = readOptional(payload, 'time_zone', checkTimeZone, problems);
  const saidAt = readTime(event, 'occurred_at', receivedAt, problems);
  if (propertyId === null || organizationId === null || saidAt === null || problems.length > 0) {
    return problems;
  }
  return { propertyId, organizationId, title, address, timeZone, saidAt };
}

/** The `id` of an envelope may well be that of the event. */
function isFlat(event: Fields): boolean {
  return (
    fieldOf(event, 'property_id') !== undefined ||
    (fieldOf(event, 'id') !== undefined && fieldOf(event, 'data') === undefined)
  );
}

/** What the field says; null where it is absent, null or blank: a Go publisher writes "" for what it does not know. */
function readOptional(
  fields: Fields,
  name: string,
  check: (text: string) => string,
  problems: Problems,
): string | null {
  const value = fieldOf(fields, name);
  if (value === undefined || (typeof value === 'string' && value.trim() === '')) {
    return null;
  }
  if (typeof value !== 'string') {
    problems.push(`${name} is not a string`);
    return null;
  }
  try {
    return check(value);
  } catch (error) {
    if (!(error instanceof VisitaError)) {
      throw error;
    }
    // Names the field and the rule, never the value.
    problems.push(error.message);
    return null;
  }
}
