import { RISK_LEVELS, type RiskLevel } from '../applicant.ts';

/** A JSON object that nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The broken rules found so far: each names a field and a rule, none quotes a value. */
export type Problems = string[];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NAME_LENGTH = 200;
const EMAIL_LENGTH = 320;
/** One @, something on both sides, a dot in the domain, nothing that means more than itself in a mail header. */
const EMAIL = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:".]+(?:\.[^\s@<>()[\]\\,;:".]+)+$/u;
/** Control characters, NUL among them, and Unicode's own line and paragraph separators. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** RFC 3339 section 5.6, without leap seconds. */
const DATE_TIME =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** An earlier time is one that nobody set: the zero of Go, of Unix or of a spreadsheet. */
const EARLIEST = Date.UTC(2000, 0, 1);
/** A time further ahead than ten years is a mistake of units, and would block every later screening of the person. */
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
  return text !== null && holds(UUID.test(text), `${name} is not a UUID`, problems) ? text.toLowerCase() : null;
}

/** A person's name, trimmed: 1 to 200 characters, none of them a control character. */
export function readName(fields: Fields, problems: Problems): string | null {
  const text = readText(fields, 'name', problems)?.trim() ?? null;
  const sound =
    text !== null &&
    holds(text !== '', 'name is empty', problems) &&
    holds([...text].length <= NAME_LENGTH, `name is longer than ${NAME_LENGTH} characters`, problems) &&
    holds(!CONTROL.test(text), 'name has control characters', problems) &&
    holds(text.isWellFormed(), 'name is not well-formed Unicode', problems);
  return sound ? text : null;
}

/** An e-mail address, trimmed, in the case it was given. */
export function readEmail(fields: Fields, problems: Problems): string | null {
  const text = readText(fields, 'email', problems)?.trim() ?? null;
  const sound =
    text !== null &&
    holds(text !== '', 'email is empty', problems) &&
    holds(text.length <= EMAIL_LENGTH, `email is longer than ${EMAIL_LENGTH} characters`, problems) &&
    holds(!CONTROL.test(text), 'email has control characters', problems) &&
    holds(EMAIL.test(text) && text.isWellFormed(), 'email is not an e-mail address', problems);
  return sound ? text : null;
}

/** `risk_level`, on top or inside `screening`; where it stands in both places they must agree. */
export function readRiskLevel(fields: Fields, problems: Problems): RiskLevel | null {
  const screening = fieldOf(fields, 'screening');
  if (screening !== undefined && !isFields(screening)) {
    problems.push('screening is not an object');
    return null;
  }
  const outer = fieldOf(fields, 'risk_level');
  const inner = screening === undefined ? undefined : fieldOf(screening, 'risk_level');
  const value = outer ?? inner;
  if (value === undefined) {
    problems.push('risk_level is missing');
    return null;
  }
  if (inner !== undefined && inner !== value) {
    problems.push('risk_level contradicts screening.risk_level');
    return null;
  }
  const level = RISK_LEVELS.find((known) => known === value) ?? null;
  const where = outer === undefined ? 'screening.risk_level' : 'risk_level';
  holds(level !== null, `${where} is not LOW, MEDIUM or HIGH`, problems);
  return level;
}

/**
 * A time as RFC 3339 writes it, offset included; `receivedAt` where the field is absent. Refused are times before the
 * year 2000 and times more than 24 hours after `receivedAt`: no clock is that wrong, and as the older screening never
 * overwrites the newer one, a single one dated 2099 would keep out every later one of that person.
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

function readText(fields: Fields, name: string, problems: Problems): string | null {
  const value = fieldOf(fields, name);
  if (typeof value === 'string') {
    return value;
  }
  problems.push(value === undefined ? `${name} is missing` : `${name} is not a string`);
  return null;
}

function holds(rule: boolean, problem: string, problems: Problems): boolean {
  if (!rule) {
    problems.push(problem);
  }
  return rule;
}
