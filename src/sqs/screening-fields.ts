import { RISK_LEVELS, type RiskLevel } from '../applicant.ts';
import { isEmailAddress } from '../email-address.ts';
import { fieldOf, holds, isFields, readText, type Fields, type Problems } from './event-fields.ts';

const NAME_LENGTH = 200;
const EMAIL_LENGTH = 254;
/** A dot in the domain, with something on both sides of each: people who rent have their address on the internet. */
const PUBLIC_DOMAIN = /@[^.]+(?:\.[^.]+)+$/u;
/** Control characters, NUL among them, and Unicode's own line and paragraph separators. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

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
    holds(isEmailAddress(text) && PUBLIC_DOMAIN.test(text), 'email is not an e-mail address', problems);
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
