import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A scrape waits for ten seconds at most, usually; the rest of the metrics must not be lost with the queue's. */
const ANSWER_WITHIN_MS = 2_000;

/** How many messages a queue says it holds, about; null when it does not answer soon. */
export async function readDepth(client: SQSClient, queueUrl: string): Promise<{ waiting: number; inHand: number } | null> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  });
  try {
    const { Attributes } = await client.send(command, { abortSignal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const figure = (text: string | undefined) => (text === undefined ? Number.NaN : Number(text));
    return {
      waiting: figure(Attributes?.ApproximateNumberOfMessages),
      inHand: figure(Attributes?.ApproximateNumberOfMessagesNotVisible),
    };
  } catch {
    // Unreachable or without the right to ask: the figures are unknown; whether the queue answers is said by the consumer.
    return null;
  }
}
