import { isEmailAddress } from '../email-address.ts';
import { VisitaError } from '../errors.ts';
import { oneLine } from './plain-text.ts';

/** Somebody who sends or gets mail. Both texts are one line. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

/** A person as mail reaches them. `invalid_argument` when no single mailbox can be read from the address. */
export function toMailAddress(person: { readonly name: string; readonly email: string }): MailAddress {
  const address = person.email.trim();
  if (!isEmailAddress(address)) {
    throw new VisitaError('invalid_argument', 'the person has no address that mail can be sent to');
  }
  return { name: oneLine(person.name), address };
}

/** The address as the part of a mailto URI behind the colon (RFC 6068, section 2). */
export function mailtoAddress(address: string): string {
  return encodeURIComponent(address).replaceAll('%40', '@').replaceAll('%2B', '+');
}
