import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Logger } from 'pino';
import { describeFailure } from './failure.ts';

/** A scrape waits for ten seconds at most, usually; the rest of the metrics must not be lost with the queue's. */
const ANSWER_WITHIN_MS = 2_000;

/** How many messages a queue holds, about. */
export interface Depth {
  readonly waiting: number;
  readonly inHand: number;
}

/** What asks how many messages a queue holds; null when it does not say soon, and why not is logged once for each reason that follows another. */
export function depthOf(client: SQSClient, queueUrl: string, logger: Logger): () => Promise<Depth | null> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  });
  let trouble: string | null = null;
  return async () => {
    try {
      const { Attributes } = await client.send(command, { abortSignal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      trouble = null;
      return { waiting: figure(Attributes?.ApproximateNumberOfMessages), inHand: figure(Attributes?.ApproximateNumberOfMessagesNotVisible) };
    } catch (error) {
      const failure = describeFailure(error);
      if (failure.name !== trouble) {
        trouble = failure.name;
        logger.warn({ failure, queue: queueUrl }, 'a queue does not say how many messages it holds: its figures are unknown');
      }
      return null;
    }
  };
}

function figure(text: string | undefined): number {
  return text === undefined ? Number.NaN : Number(text);
}
