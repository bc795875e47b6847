/** In UTF-16 code units (RFC 5321, section 4.5.3.1.3). */
export const LONGEST_EMAIL_ADDRESS = 254;
// One local part and one domain (RFC 5321 and RFC 6531), without the quoted form: nothing in it can end the address or
// begin another one.
const ONE_ADDRESS = /^[^\s\p{C}"(),:;<>@[\\\]]+@[^\s\p{C}"(),:;<>@[\\\]]+$/u;

/** Whether mail can be sent to this text: one address, and nothing else. */
export function isEmailAddress(text: string): boolean {
  return text.length <= LONGEST_EMAIL_ADDRESS && ONE_ADDRESS.test(text);
}
