import type { CallerRecord, CallerService } from '../service/caller.ts';
import type { components } from './contract.gen.ts';
import type { Answer, Handlers } from './contract.ts';
import type { RequestContext } from './request-context.ts';

/** What a caller may know of themselves. */
export function callerHandlers(callers: CallerService): Pick<Handlers<RequestContext>, 'getMe'> {
  return {
    async getMe(_input, { caller }): Promise<Answer<'getMe'>> {
      const records = await callers.records(caller);
      return { status: 200, body: { role: caller.role, organizations: records.map(toMembershipBody) } };
    },
  };
}

function toMembershipBody(record: CallerRecord): components['schemas']['Membership'] {
  if (record.role === 'agent') {
    const { organizationId, id, name, email } = record.agent;
    return { organization_id: organizationId, agent_id: id, name, email };
  }
  const { organizationId, id, name, email } = record.applicant;
  return { organization_id: organizationId, applicant_id: id, name, email };
}
