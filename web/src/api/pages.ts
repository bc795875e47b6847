/** One page of a list, as the API gives it. */
interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** The API's own limit for one page. */
export const LONGEST_PAGE = 100;

/** Reads a list to its end, page after page, or until there are `enough`. */
export async function readWholeList<Item>(
  readPage: (cursor: string | null) => Promise<ListPage<Item>>,
  enough = Number.POSITIVE_INFINITY,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: ListPage<Item> = await readPage(cursor);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && items.length < enough);
  return items;
}
