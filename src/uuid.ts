const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether it is a UUID of any version, as RFC 9562 writes it and PostgreSQL reads it: no braces, no `urn:uuid:`. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
