import { VisitaError } from '../errors.ts';
import { oneLine } from './plain-text.ts';

/** Somebody who sends or gets mail. Both texts are one line. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

const LONGEST = 254; // RFC 5321, section 4.5.3.1.3
// One local part and one domain (RFC 5321 and RFC 6531), without the quoted form: nothing in it can end the address or
// begin another one.
const ONE_ADDRESS = /^[^\s\p{C}"(),:;<>@[\\\]]+@[^\s\p{C}"(),:;<>@[\\\]]+$/u;

/** A person as mail reaches them. `invalid_argument` when no single mailbox can be read from the address. */
export function toMailAddress(person: { readonly name: string; readonly email: string }): MailAddress {
  const address = person.email.trim();
  if (address.length > LONGEST || !ONE_ADDRESS.test(address)) {
    throw new VisitaError('invalid_argument', 'the person has no address that mail can be sent to');
  }
  return { name: oneLine(person.name), address };
}

/** The address as the part of a mailto URI behind the colon (RFC 6068, section 2). */
export function mailtoAddress(address: string): string {
  return encodeURIComponent(address).replaceAll('%40', '@').replaceAll('%2B', '+');
}
