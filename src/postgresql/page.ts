import type { PageRequest } from '../page.ts';

const BEFORE_EVERY_START = '-infinity';
export const BEFORE_EVERY_ID = '00000000-0000-0000-0000-000000000000';

/** The parameters that every list statement takes. One row more than wanted, to tell whether there is more. */
export function pageParameters(page: PageRequest): {
  from: Date | null;
  to: Date | null;
  afterStart: Date | string;
  afterId: string;
  limit: number;
} {
  return {
    from: page.from,
    to: page.to,
    afterStart: page.after?.startTime ?? BEFORE_EVERY_START,
    afterId: page.after?.id ?? BEFORE_EVERY_ID,
    limit: page.limit + 1,
  };
}
