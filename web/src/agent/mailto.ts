/** What opens a letter to an address, and to nobody else: in an address `?` and `&` are letters like others (RFC 6068, section 2). */
export function mailto(address: string): string {
  return `mailto:${encodeURIComponent(address).replaceAll('%40', '@').replaceAll('%2B', '+')}`;
}
