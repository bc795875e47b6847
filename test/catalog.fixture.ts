import type { TestDatabase } from './database.fixture.ts';

// Promise 5 of docs/guarantees.md, asked of PostgreSQL's own catalog.

/**
 * The tables that the promise leaves out: an idempotency key belongs to a user, wherever they are at home. (Jobs
 * are in another schema.) Everybody else's keys lead with the organization.
 */
const ACROSS_ORGANIZATIONS = ['identities', 'idempotency_keys', 'migrations'];

// indkey begins with the key's columns; 0 stands for an expression. An exclusion must compare the organization by "=", in
// whatever place, or rows of two organizations would exclude each other.
const KEYS_WITHOUT_ORGANIZATION = `
  SELECT indrelid::regclass || ': ' || indexrelid::regclass AS key
  FROM pg_index
  JOIN pg_class AS tables ON tables.oid = indrelid
  LEFT JOIN pg_attribute AS first ON first.attrelid = indrelid AND first.attnum = indkey[0]
  WHERE tables.relnamespace = 'public'::regnamespace AND tables.relname <> ALL ($1)
    AND (indisunique OR indisprimary OR indisexclusion)
    AND NOT CASE WHEN indisexclusion THEN EXISTS (
        SELECT FROM pg_constraint, unnest(conkey, conexclop) AS part (attnum, operator)
        JOIN pg_attribute AS compared ON compared.attnum = part.attnum
        JOIN pg_operator ON pg_operator.oid = part.operator
        WHERE conindid = indexrelid AND contype = 'x' AND compared.attrelid = indrelid
          AND compared.attname = 'organization_id' AND oprname = '=')
      ELSE first.attname IS NOT DISTINCT FROM 'organization_id' END
  ORDER BY key`;

// The organization must meet the organization: (organization_id, id) may not point at (id, organization_id).
const FOREIGN_KEYS_WITHOUT_ORGANIZATION = `
  SELECT conrelid::regclass || ': ' || conname AS key
  FROM pg_constraint
  JOIN pg_class AS tables ON tables.oid = conrelid
  WHERE contype = 'f' AND tables.relnamespace = 'public'::regnamespace AND tables.relname <> ALL ($1)
    AND NOT EXISTS (
      SELECT FROM unnest(conkey, confkey) AS pair (own, other)
      JOIN pg_attribute AS own_column ON own_column.attrelid = conrelid AND own_column.attnum = pair.own
      JOIN pg_attribute AS other_column ON other_column.attrelid = confrelid AND other_column.attnum = pair.other
      WHERE own_column.attname = 'organization_id' AND other_column.attname = 'organization_id')
  ORDER BY key`;

// They could not be a reference table with a foreign key in either direction.
const FOREIGN_KEYS_OF_IDENTITIES = `
  SELECT conrelid::regclass || ': ' || conname AS key
  FROM pg_constraint
  WHERE contype = 'f' AND to_regclass('identities') IN (conrelid, confrelid)
  ORDER BY key`;

const TABLES_WITHOUT_KEY = `
  SELECT relname || ': no primary key' AS key
  FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> ALL ($1)
    AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = pg_class.oid AND indisprimary)
  ORDER BY key`;

/** The keys that break promise 5, as `table: key`. */
export async function findKeysWithoutOrganization(database: TestDatabase): Promise<string[]> {
  const found: string[] = [];
  for (const question of [KEYS_WITHOUT_ORGANIZATION, FOREIGN_KEYS_WITHOUT_ORGANIZATION, TABLES_WITHOUT_KEY]) {
    const rows = await database.query<{ key: string }>(question, [ACROSS_ORGANIZATIONS]);
    found.push(...rows.map(({ key }) => key));
  }
  const rows = await database.query<{ key: string }>(FOREIGN_KEYS_OF_IDENTITIES);
  return [...found, ...rows.map(({ key }) => key)];
}
