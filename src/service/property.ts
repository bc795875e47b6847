import { organizationsOf, type AgentCaller, type Caller } from '../caller.ts';
import { VisitaError } from '../errors.ts';
import { mergeProperties, type Page, type PropertyPageRequest, type PropertyPosition } from '../page.ts';
import {
  checkAddress,
  checkTimeZone,
  checkTitle,
  saysTheSame,
  takeInReport,
  type Property,
  type PropertyOutcome,
  type PropertyReport,
} from '../property.ts';
import type { Actor, PropertyIntake, PropertyStore } from './ports.ts';

/** What is known of the properties, and who says so: the agency's agents and the screening service. */
export class PropertyService {
  readonly #properties: PropertyStore;

  constructor(properties: PropertyStore) {
    this.#properties = properties;
  }

  /**
   * Says what an agent's organization calls a property, now by the database's clock. What an event has dated later than
   * that stands. `invalid_argument` for a title, an address or a time zone that breaks its rule.
   */
  async describe(
    agent: AgentCaller,
    id: string,
    given: { readonly title: string; readonly address: string; readonly timeZone: string },
  ): Promise<{ property: Property; outcome: PropertyOutcome }> {
    const fields = {
      title: checkTitle(given.title),
      address: checkAddress(given.address),
      timeZone: checkTimeZone(given.timeZone),
    };
    const { organizationId, agentId } = agent;
    const by: Actor = { role: 'agent', id: agentId };
    return this.#properties.takeIn(organizationId, id, (intake) =>
      settle(intake, { ...fields, propertyId: id, organizationId, saidAt: intake.now }, by),
    );
  }

  /**
   * Takes in what an event says of a property. Repeating it, also in parallel, changes nothing; an older one never
   * undoes a newer one. `unavailable` when the database is away: the message is then left for redelivery.
   */
  async takeIn(report: PropertyReport): Promise<PropertyOutcome> {
    const { organizationId, propertyId } = report;
    const { outcome } = await this.#properties.takeIn(organizationId, propertyId, (intake) =>
      settle(intake, report, 'screening'),
    );
    return outcome;
  }

  /** A property of one of the caller's organizations, that of the newest screening first; else `not_found`. */
  async get(caller: Caller, id: string): Promise<Property> {
    const found = await Promise.all(
      organizationsOf(caller).map((organization) => this.#properties.findProperty(organization, id)),
    );
    const property = found.find((candidate) => candidate !== null);
    if (property === undefined || property === null) {
      throw new VisitaError('not_found', 'there is no such property');
    }
    return property;
  }

  /** The properties of the caller's organizations, by id. */
  async list(caller: Caller, page: PropertyPageRequest): Promise<Page<Property, PropertyPosition>> {
    const lists = await Promise.all(
      organizationsOf(caller).map((organization) => this.#properties.listProperties(organization, page)),
    );
    return mergeProperties(lists, page.limit);
  }
}

async function settle(
  intake: PropertyIntake,
  report: PropertyReport,
  by: Actor | 'screening',
): Promise<{ property: Property; outcome: PropertyOutcome }> {
  const { known, isNew } = intake;
  const knowledge = takeInReport(known, report);
  const outcome = isNew ? 'created' : saysTheSame(known, knowledge) ? 'unchanged' : 'updated';
  // Also where nothing is different: that it was said again now keeps out what is older than now.
  const property = await intake.save(knowledge, outcome, by);
  return { property, outcome };
}
