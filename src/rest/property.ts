import { requireAgent } from '../caller.ts';
import type { Property } from '../property.ts';
import type { PropertyService } from '../service/property.ts';
import type { components } from './contract.gen.ts';
import type { Answer, Handlers } from './contract.ts';
import { readPropertyPageRequest, writePropertyCursor } from './cursor.ts';
import type { RequestContext } from './request-context.ts';

type PropertyOperations = 'putProperty' | 'getProperty' | 'listProperties';

/** The operations on properties. */
export function propertyHandlers(properties: PropertyService): Pick<Handlers<RequestContext>, PropertyOperations> {
  return {
    async putProperty({ params, body }, { caller }): Promise<Answer<'putProperty'>> {
      const { title, address, time_zone: timeZone } = body;
      const described = await properties.describe(requireAgent(caller), params.id, { title, address, timeZone });
      const answer = { property: toPropertyBody(described.property) };
      return described.outcome === 'created'
        ? { status: 201, body: answer, headers: { location: `/api/v1/properties/${described.property.id}` } }
        : { status: 200, body: answer };
    },

    async getProperty({ params }, { caller }): Promise<Answer<'getProperty'>> {
      return { status: 200, body: { property: toPropertyBody(await properties.get(caller, params.id)) } };
    },

    async listProperties({ query }, { caller }): Promise<Answer<'listProperties'>> {
      const { items, next } = await properties.list(caller, readPropertyPageRequest(query));
      return { status: 200, body: { properties: items.map(toPropertyBody), next_cursor: writePropertyCursor(next) } };
    },
  };
}

function toPropertyBody(property: Property): components['schemas']['Property'] {
  return {
    id: property.id,
    organization_id: property.organizationId,
    title: property.title,
    address: property.address,
    time_zone: property.timeZone,
    created_at: property.createdAt.toISOString(),
    updated_at: property.updatedAt.toISOString(),
  };
}
