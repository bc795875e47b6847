const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The id of a property as an address has it, in small letters; null where it is none. */
export function propertyIdIn(text: string | null | undefined): string | null {
  const id = text?.toLowerCase() ?? '';
  return UUID.test(id) ? id : null;
}
