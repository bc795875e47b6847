/** The organization of these requests where all have the same; null where they are of several. */
export function onlyOrganizationOf(requests: readonly { readonly organizationId: string }[]): string | null {
  const first = requests[0]?.organizationId ?? null;
  return requests.every(({ organizationId }) => organizationId === first) ? first : null;
}
