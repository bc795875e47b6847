import type { PropertyPageRequest } from '../page.ts';
import type { Property, PropertyKnowledge, PropertyOutcome } from '../property.ts';
import type { Actor, PropertyIntake, PropertyStore } from '../service/ports.ts';
import type { Connection, Database } from './database.ts';
import { BEFORE_EVERY_ID } from './page.ts';
import { addProperty, findProperty, listProperties, lockProperty, recordPropertyChange, saveProperty } from './property.gen.ts';

/** Properties in PostgreSQL. What is said of one is taken in in one transaction. */
export class PostgresqlPropertyStore implements PropertyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async takeIn<T>(organizationId: string, id: string, work: (intake: PropertyIntake) => Promise<T>): Promise<T> {
    return this.#database.transaction(async (connection) => {
      const added = await addProperty.run({ organizationId, id }, connection);
      const [row] = await lockProperty.run({ organizationId, id }, connection);
      if (row === undefined) {
        throw new Error('a property is never deleted');
      }
      const known: PropertyKnowledge = {
        title: row.title,
        address: row.address,
        timeZone: row.time_zone,
        titleSaidAt: row.title_said_at,
        addressSaidAt: row.address_said_at,
        timeZoneSaidAt: row.time_zone_said_at,
      };
      return work({
        known,
        isNew: added.length > 0,
        now: row.now,
        save: (knowledge, outcome, by) => save(connection, { organizationId, id }, knowledge, outcome, by),
      });
    });
  }

  async findProperty(organizationId: string, id: string): Promise<Property | null> {
    const [row] = await findProperty.run({ organizationId, id }, this.#database);
    return row === undefined ? null : toProperty(row);
  }

  async listProperties(organizationId: string, page: PropertyPageRequest): Promise<Property[]> {
    const { id: afterId, organizationId: afterOrganizationId } = page.after ?? {
      id: BEFORE_EVERY_ID,
      organizationId: BEFORE_EVERY_ID,
    };
    const parameters = { organizationId, afterId, afterOrganizationId, limit: page.limit + 1 };
    return (await listProperties.run(parameters, this.#database)).map(toProperty);
  }
}

async function save(
  connection: Connection,
  key: { organizationId: string; id: string },
  knowledge: PropertyKnowledge,
  outcome: PropertyOutcome,
  by: Actor | 'screening',
): Promise<Property> {
  const changed = outcome !== 'unchanged';
  const [row] = await saveProperty.run({ ...key, ...knowledge, changed }, connection);
  if (row === undefined) {
    throw new Error('the property that is held is there');
  }
  if (changed) {
    const actor = by === 'screening' ? { actorRole: by, actorId: null } : { actorRole: by.role, actorId: by.id };
    await recordPropertyChange.run({ ...key, ...actor, eventType: `property.${outcome}` }, connection);
  }
  return toProperty(row);
}

interface PropertyRow {
  organization_id: string;
  id: string;
  title: string | null;
  address: string | null;
  time_zone: string | null;
  created_at: Date;
  updated_at: Date;
}

function toProperty(row: PropertyRow): Property {
  return {
    id: row.id,
    organizationId: row.organization_id,
    title: row.title,
    address: row.address,
    timeZone: row.time_zone,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
