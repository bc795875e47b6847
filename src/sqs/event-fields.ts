import { isUuid } from '../uuid.ts';

/** A JSON object that nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The broken rules found so far: each names a field and a rule, none quotes a value. */
export type Problems = string[];

/** RFC 3339 section 5.6, without leap seconds. */
const DATE_TIME =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** An earlier time is one that nobody set: the zero of Go, of Unix or of a spreadsheet. */
const EARLIEST = Date.UTC(2000, 0, 1);
/** A time further ahead than ten years is a mistake of units, and would keep out everything that comes later. */
const FURTHEST_AHEAD_MS = 10 * 365 * 24 * 3600 * 1000;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field's value; undefined where it is absent, null or only inherited. */
export function fieldOf(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? (fields[name] ?? undefined) : undefined;
}

/** A UUID of any version, in lower case. */
export function readId(fields: Fields, name: string, problems: Problems): string | null {
  const text = readText(fields, name, problems);
  return text !== null && holds(isUuid(text), `${name} is not a UUID`, problems) ? text.toLowerCase() : null;
}

/**
 * A time as RFC 3339 writes it, offset included; `receivedAt` where the field is absent. Refused are times before the
 * year 2000 and times more than ten years after `receivedAt`: as the older never overwrites the newer, a single event
 * dated 2099 would keep out every later one of that person or property.
 */
export function readTime(fields: Fields, name: string, receivedAt: Date, problems: Problems): Date | null {
  if (fieldOf(fields, name) === undefined) {
    return receivedAt;
  }
  const text = readText(fields, name, problems)?.toUpperCase() ?? null;
  if (text === null || !holds(isDateTime(text), `${name} is not a time with an offset (RFC 3339)`, problems)) {
    return null;
  }
  const time = new Date(text);
  const sound =
    holds(time.getTime() >= EARLIEST, `${name} is before the year 2000`, problems) &&
    holds(
      time.getTime() <= receivedAt.getTime() + FURTHEST_AHEAD_MS,
      `${name} is more than ten years after the message was received`,
      problems,
    );
  return sound ? time : null;
}

function isDateTime(text: string): boolean {
  const [, year, month, day] = DATE_TIME.exec(text) ?? [];
  // Date would read 30 February as 2 March.
  return year !== undefined && Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
}

/** A text that has to be there, as it is. */
export function readText(fields: Fields, name: string, problems: Problems): string | null {
  const value = fieldOf(fields, name);
  if (typeof value === 'string') {
    return value;
  }
  problems.push(value === undefined ? `${name} is missing` : `${name} is not a string`);
  return null;
}

/** Notes the problem where the rule does not hold. */
export function holds(rule: boolean, problem: string, problems: Problems): boolean {
  if (!rule) {
    problems.push(problem);
  }
  return rule;
}
