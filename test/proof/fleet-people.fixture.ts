import { randomUUID } from 'node:crypto';
import { createSqsClient } from '../../src/sqs/client.ts';
import { publishScreening } from '../../src/sqs/publish.ts';
import { ApiClient } from '../api.fixture.ts';
import { signToken } from '../token.fixture.ts';
import type { Fleet } from './fleet.fixture.ts';
import { until } from '../until.fixture.ts';

/** An agent at the first server of a fleet. `claims` come on top of the usual ones. */
export async function agentIn(fleet: Fleet, organizationId: string, claims: object = {}): Promise<ApiClient> {
  const sub = randomUUID();
  const token = await signToken({ sub, email: `${sub}@agency.example`, app_metadata: { organization_id: organizationId }, ...claims });
  return new ApiClient(fleet.urls[0] ?? '', token);
}

/** An applicant who was screened through the queue of a fleet and is known, at its first server. */
export async function applicantIn(fleet: Fleet, organizationId: string, claims: object = {}): Promise<ApiClient> {
  const externalId = randomUUID();
  const email = `${externalId}@applicant.example`;
  const client = createSqsClient(fleet.queue);
  try {
    const draft = { externalId, organizationId, name: 'Rui Tavares', email, riskLevel: 'LOW', screenedAt: new Date() };
    await publishScreening(client, fleet.queue.queueUrl, draft);
  } finally {
    client.destroy();
  }
  const applicant = new ApiClient(fleet.urls[0] ?? '', await signToken({ sub: randomUUID(), email, ...claims }));
  await until('the screened applicant is known', async () => (await applicant.getMe()).status === 200);
  return applicant;
}

/** The same person at another server. */
export function atServer(fleet: Fleet, number: number, { token }: ApiClient): ApiClient {
  return new ApiClient(fleet.urls[number] ?? '', token);
}
