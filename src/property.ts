import { invalidField } from './errors.ts';
import { lineFault, type LineFault } from './one-line.ts';

/** What an agency says of a property that can be visited. What nobody has said yet is null. */
export interface Property {
  readonly id: string;
  readonly organizationId: string;
  readonly title: string | null;
  readonly address: string | null;
  /** IANA name of the zone in which its visits are told, such as `Europe/Lisbon`. */
  readonly timeZone: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What somebody says of a property at one time. A null field says nothing and leaves what is known. */
export interface PropertyReport extends PropertyFields {
  readonly propertyId: string;
  readonly organizationId: string;
  readonly saidAt: Date;
}

/** The fields of a property that are said by others. */
export interface PropertyFields {
  readonly title: string | null;
  readonly address: string | null;
  readonly timeZone: string | null;
}

/** What is known of a property, and since when each field has its value; null while nobody has said it. */
export interface PropertyKnowledge extends PropertyFields {
  readonly titleSaidAt: Date | null;
  readonly addressSaidAt: Date | null;
  readonly timeZoneSaidAt: Date | null;
}

/**
 * What taking in a report did. `created`: the property was unknown. `updated`: something about it is different now.
 * `unchanged`: nothing is, because what the report says was known, or something newer is.
 */
export type PropertyOutcome = 'created' | 'updated' | 'unchanged';

// Node 26 has it, the types of TypeScript 5.9 do not. Intl would not do: it answers Asia/Calcutta for Asia/Kolkata.
declare const Temporal: { readonly ZonedDateTime: new (nanoseconds: bigint, timeZone: string) => { readonly timeZoneId: string } };

const LONGEST_TITLE = 200;
const LONGEST_ADDRESS = 500;
const LONGEST_TIME_ZONE = 100;
const LINE_RULES: Readonly<Record<Exclude<LineFault, 'too_long'>, string>> = {
  empty: 'must not be empty',
  malformed: 'must be well-formed Unicode text',
  forbidden: 'must not contain control characters or line breaks',
};

/**
 * Brings a report in. Field by field the newer wins; what was said at the same time or later stands. So the order in which
 * reports arrive does not matter, and repeating one changes nothing: an update that carries the title alone may
 * overtake the creation that carries all, and neither loses what the other said.
 */
export function takeInReport(known: PropertyKnowledge, report: PropertyReport): PropertyKnowledge {
  const title = newer(known.title, known.titleSaidAt, report.title, report.saidAt);
  const address = newer(known.address, known.addressSaidAt, report.address, report.saidAt);
  const timeZone = newer(known.timeZone, known.timeZoneSaidAt, report.timeZone, report.saidAt);
  return {
    title: title.value,
    titleSaidAt: title.saidAt,
    address: address.value,
    addressSaidAt: address.saidAt,
    timeZone: timeZone.value,
    timeZoneSaidAt: timeZone.saidAt,
  };
}

function newer(
  known: string | null,
  knownAt: Date | null,
  said: string | null,
  saidAt: Date,
): { value: string | null; saidAt: Date | null } {
  return said === null || (knownAt !== null && knownAt >= saidAt)
    ? { value: known, saidAt: knownAt }
    : { value: said, saidAt };
}

/** True when the two say the same of the property, whenever it was said. */
export function saysTheSame(a: PropertyFields, b: PropertyFields): boolean {
  return a.title === b.title && a.address === b.address && a.timeZone === b.timeZone;
}

/** The title as it is kept: trimmed, 1 to 200 characters on one line. Else `invalid_argument`. */
export function checkTitle(title: string): string {
  return checkLine('title', title, LONGEST_TITLE);
}

/** The address as it is kept: trimmed, 1 to 500 characters on one line. Else `invalid_argument`. */
export function checkAddress(address: string): string {
  return checkLine('address', address, LONGEST_ADDRESS);
}

/**
 * The time zone as it is kept: as the IANA database spells it. A link stays the link it is (`Asia/Calcutta`), since
 * which of two names is the canonical one changes over time. `invalid_argument` for a name that is unknown here, and for a
 * bare offset, which knows no summer time.
 */
export function checkTimeZone(timeZone: string): string {
  const known = findTimeZone(timeZone);
  if (known === null) {
    throw invalidField('time_zone', 'must be a time zone of the IANA database, such as Europe/Lisbon');
  }
  return known;
}

/** The zone of that name as the IANA database spells it; null where there is none. A bare offset is none. */
export function findTimeZone(name: string): string | null {
  if (!/^[A-Za-z]/.test(name) || name.length > LONGEST_TIME_ZONE) {
    return null;
  }
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) {
      return null;
    }
    throw error;
  }
}

/** Lengths are counted in code points, as the contract does. */
function checkLine(path: string, text: string, longest: number): string {
  const line = text.trim();
  const fault = lineFault(line, longest);
  if (fault !== null) {
    throw invalidField(path, fault === 'too_long' ? `must be at most ${longest} characters long` : LINE_RULES[fault]);
  }
  return line;
}
