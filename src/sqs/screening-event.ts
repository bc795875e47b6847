import type { Screening } from '../applicant.ts';
import {
  fieldOf,
  isFields,
  readEmail,
  readId,
  readName,
  readRiskLevel,
  readTime,
  type Fields,
  type Problems,
} from './screening-fields.ts';

/**
 * What a message body turned out to be.
 * `screening`: a result to apply. `ignored`: an event of another type; `eventType` is null where it is no plain name.
 * `poison`: can never succeed; `reason` names fields and rules, at most 256 characters, and quotes no value.
 */
export type Decoded =
  | { readonly kind: 'screening'; readonly screening: Screening }
  | { readonly kind: 'ignored'; readonly eventType: string | null }
  | { readonly kind: 'poison'; readonly reason: string };

const UNVERSIONED = 'APPLICANT_SCREENED';
const VERSION_1 = 'APPLICANT_SCREENED.v1';
const ANY_VERSION = /^APPLICANT_SCREENED\.v\d+$/;
/** What a type may look like to be repeated in a log line; anything else could carry data. */
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9_.:-]{0,99}$/;
const REASON_LENGTH = 256;

/**
 * Reads a message body (design section 5): flat, nested or enveloped, alone or inside an SNS notification.
 * `receivedAt` is when SQS took the message; it dates a screening that carries no time of its own, and no screening
 * may lie more than ten years after it (see `readTime`). Never throws.
 *
 * Other event types are ignored. Another version of this one (`APPLICANT_SCREENED.v2`) is poison instead: ignoring it
 * would lose screenings without a trace, from the dead-letter queue they can be replayed once it is understood.
 */
export function decodeScreeningEvent(body: string, receivedAt: Date): Decoded {
  const outer = parseObject(body, 'the body');
  if (typeof outer === 'string') {
    return poison([outer]);
  }
  const event = fieldOf(outer, 'Type') === 'Notification' ? unwrapNotification(outer) : outer;
  if (typeof event === 'string') {
    return poison([event]);
  }
  const eventType = fieldOf(event, 'event_type');
  if (typeof eventType !== 'string') {
    return poison([eventType === undefined ? 'event_type is missing' : 'event_type is not a string']);
  }
  if (eventType === UNVERSIONED || eventType === VERSION_1) {
    return decodeScreening(event, eventType, receivedAt);
  }
  if (ANY_VERSION.test(eventType)) {
    return poison(['event_type is an unknown version of APPLICANT_SCREENED']);
  }
  return { kind: 'ignored', eventType: PLAIN_NAME.test(eventType) ? eventType : null };
}

function decodeScreening(event: Fields, eventType: string, receivedAt: Date): Decoded {
  const payload = payloadOf(event, eventType);
  if (typeof payload === 'string') {
    return poison([payload]);
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
    return poison(problems);
  }
  return { kind: 'screening', screening: { externalId, organizationId, name, email, riskLevel, screenedAt } };
}

/**
 * The object with the applicant's fields: `data` of an envelope, else the event itself. A flat event may have a field
 * `data` of its own among its further fields, so an unversioned event with `applicant_id` on top is flat.
 */
function payloadOf(event: Fields, eventType: string): Fields | string {
  const data = fieldOf(event, 'data');
  const flat = fieldOf(event, 'applicant_id') !== undefined;
  if (flat && (data === undefined || eventType === UNVERSIONED)) {
    return event;
  }
  if (data === undefined) {
    return eventType === UNVERSIONED ? event : 'data is missing';
  }
  if (!isFields(data)) {
    return 'data is not an object';
  }
  const innerType = fieldOf(data, 'event_type');
  if (innerType !== undefined && innerType !== UNVERSIONED && innerType !== VERSION_1) {
    return 'event_type contradicts data.event_type';
  }
  return data;
}

/** The event inside an SNS notification, or what is wrong with it. Notifications do not nest. */
function unwrapNotification(notification: Fields): Fields | string {
  const message = fieldOf(notification, 'Message');
  if (message === undefined) {
    return 'Message is missing';
  }
  return typeof message === 'string' ? parseObject(message, 'Message') : 'Message is not a string';
}

function parseObject(text: string, what: string): Fields | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `${what} is not JSON`;
  }
  return isFields(value) ? value : `${what} is not a JSON object`;
}

function poison(problems: Problems): Decoded {
  return { kind: 'poison', reason: problems.join('; ').slice(0, REASON_LENGTH) };
}
