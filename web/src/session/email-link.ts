/** What Supabase adds to the address that an e-mail's link leads to: a code to be exchanged, or why there is none. */
const ADDED = ['code', 'error', 'error_code', 'error_description'];

/** Whether this address is where the link of an e-mail led. Why there is no code may stand behind the #. */
export function isOfEmailLink({ searchParams, hash }: URL): boolean {
  const behind = new URLSearchParams(hash.slice(1));
  return ADDED.some((name) => searchParams.has(name) || behind.has(name));
}

/** The address without what the link added. */
export function withoutEmailLink(address: URL): URL {
  const cleaned = new URL(address);
  for (const name of ADDED) {
    cleaned.searchParams.delete(name);
  }
  cleaned.hash = '';
  return cleaned;
}
