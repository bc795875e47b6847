import type { Connection } from './database.ts';
import type { PreparedQuery } from './prepared-query.ts';

/** A statement in its two forms: for requests of one organization, and for those of several where one node has them all (docs/decisions/0013). */
export interface ByOrganization<Columns, RowOfOne, RowOfSeveral> {
  readonly ofOne: Pick<PreparedQuery<Columns & { organizationId: string }, RowOfOne>, 'run'>;
  readonly ofSeveral: Pick<PreparedQuery<Columns, RowOfSeveral>, 'run'>;
}

/** Sends the form that fits; `columns` has a value of each request in each of its lists, the organizations among them. */
export function runByOrganization<Columns extends { readonly organizationIds: readonly string[] }, RowOfOne, RowOfSeveral>(
  { ofOne, ofSeveral }: ByOrganization<Columns, RowOfOne, RowOfSeveral>,
  columns: Columns,
  database: Connection,
): Promise<(RowOfOne | RowOfSeveral)[]> {
  const [organizationId, ...others] = new Set(columns.organizationIds);
  return organizationId !== undefined && others.length === 0 ? ofOne.run({ ...columns, organizationId }, database) : ofSeveral.run(columns, database);
}
