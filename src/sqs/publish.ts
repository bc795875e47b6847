import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Screening } from '../applicant.ts';
import { VisitaError } from '../errors.ts';
import { decodeEvent } from './event.ts';

/** A screening as somebody typed it: the risk level is any text until it is checked. */
export type ScreeningDraft = Omit<Screening, 'riskLevel'> & { readonly riskLevel: string };

/**
 * Publishes a screening as the screening service does, enveloped (`APPLICANT_SCREENED.v1`, docs/events.md).
 * Returns the id SQS gave the message. `invalid_argument` when the consumer would refuse it: nothing is sent then.
 */
export async function publishScreening(client: SQSClient, queueUrl: string, draft: ScreeningDraft): Promise<string> {
  if (Number.isNaN(draft.screenedAt.getTime())) {
    throw new VisitaError('invalid_argument', 'screened_at is not a time');
  }
  const now = new Date();
  const body = inUnits({
    event_type: 'APPLICANT_SCREENED.v1',
    event_id: randomUUID(),
    occurred_at: now.toISOString(),
    data: {
      applicant_id: draft.externalId,
      organization_id: draft.organizationId,
      name: draft.name,
      email: draft.email,
      screening: { risk_level: draft.riskLevel },
      screened_at: draft.screenedAt.toISOString(),
    },
  });
  const decoded = decodeEvent(body, now);
  if (decoded.kind !== 'screening') {
    throw new VisitaError('invalid_argument', decoded.kind === 'poison' ? decoded.reason : 'this is no screening');
  }
  const { MessageId } = await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  return MessageId ?? '';
}

/** JSON without a character of more than one UTF-16 unit: the embedded queue (fauxqs 2.4) takes such a one for two that are none. */
function inUnits(event: object): string {
  return JSON.stringify(event).replaceAll(/[\u{10000}-\u{10FFFF}]/gu, (character) =>
    Array.from({ length: character.length }, (_, unit) => `\\u${character.charCodeAt(unit).toString(16)}`).join(''),
  );
}
