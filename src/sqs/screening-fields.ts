import { RISK_LEVELS, type RiskLevel } from '../applicant.ts';
import { isEmailAddress, LONGEST_EMAIL_ADDRESS } from '../email-address.ts';
import { lineFault, type LineFault } from '../one-line.ts';
import { LONGEST_PERSON_NAME } from '../person-name.ts';
import { fieldOf, holds, isFields, readText, type Fields, type Problems } from './event-fields.ts';

/** A dot in the domain, with something on both sides of each: people who rent have their address on the internet. */
const PUBLIC_DOMAIN = /@[^.]+(?:\.[^.]+)+$/u;
/** A person's name, trimmed: one line that people can read. */
export function readName(fields: Fields, problems: Problems): string | null {
  return readLine(fields, 'name', LONGEST_PERSON_NAME, problems);
}

/** An e-mail address, trimmed, in the case it was given. */
export function readEmail(fields: Fields, problems: Problems): string | null {
  const text = readLine(fields, 'email', LONGEST_EMAIL_ADDRESS, problems);
  const sound = text !== null && holds(isEmailAddress(text) && PUBLIC_DOMAIN.test(text), 'email is not an e-mail address', problems);
  return sound ? text : null;
}

function readLine(fields: Fields, name: string, longest: number, problems: Problems): string | null {
  const text = readText(fields, name, problems)?.trim() ?? null;
  const fault = text === null ? null : lineFault(text, longest);
  if (fault !== null) {
    const said: Readonly<Record<LineFault, string>> = {
      empty: 'is empty',
      malformed: 'is not well-formed Unicode',
      too_long: `is longer than ${longest} characters`,
      forbidden: 'has control characters',
    };
    problems.push(`${name} ${said[fault]}`);
    return null;
  }
  return text;
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
