/** A part of a plan of PostgreSQL's (`EXPLAIN (FORMAT JSON)`) that has to do with a table. */
export interface PlanNode {
  readonly type: string;
  readonly table: string;
  /** By what rows are looked for there. */
  readonly condition: string;
}

/** Where a plan reads or changes a table. */
export function tablesIn(plan: unknown): PlanNode[] {
  if (Array.isArray(plan)) {
    return plan.flatMap(tablesIn);
  }
  if (typeof plan !== 'object' || plan === null) {
    return [];
  }
  const node = new Map<string, unknown>(Object.entries(plan));
  const [type, table, ...conditions] = ['Node Type', 'Relation Name', 'Index Cond', 'Filter'].map((key) => node.get(key));
  const own = typeof type === 'string' && typeof table === 'string' ? [{ type, table, condition: conditions.filter((each) => typeof each === 'string').join(' ') }] : [];
  return [...own, ...[...node.values()].flatMap(tablesIn)];
}
