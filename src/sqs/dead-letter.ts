import { SendMessageCommand, type Message, type MessageAttributeValue, type SQSClient } from '@aws-sdk/client-sqs';

/** SQS allows ten attributes a message; one of them is the reason. */
const OTHER_ATTRIBUTES = 9;
/** The names under which SQS, its older protocol and emulators say that a message is too long. */
const TOO_LARGE = new Set(['InvalidParameterValue', 'InvalidParameterValueException', 'MessageTooLong', 'BatchRequestTooLong']);

/**
 * Puts a copy of the message into the dead-letter queue: the same body, its attributes as far as they fit, and `reason`.
 * The caller then deletes the original. Rejects with the SDK's error; see `isTooLarge`.
 */
export async function sendToDeadLetterQueue(
  client: SQSClient,
  deadLetterQueueUrl: string,
  message: Message,
  reason: string,
): Promise<void> {
  const others = Object.entries(message.MessageAttributes ?? {}).filter(([name]) => name !== 'reason');
  await client.send(
    new SendMessageCommand({
      QueueUrl: deadLetterQueueUrl,
      MessageBody: message.Body,
      MessageAttributes: {
        ...Object.fromEntries(others.slice(0, OTHER_ATTRIBUTES).map(([name, value]) => [name, copyOf(value)])),
        reason: { DataType: 'String', StringValue: reason },
      },
    }),
  );
}

/** True when the message did not fit together with its reason: no later attempt will change that. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof Error && (TOO_LARGE.has(error.name) || TOO_LARGE.has(error.name.split('.').at(-1) ?? ''));
}

function copyOf({ DataType, StringValue, BinaryValue }: MessageAttributeValue): MessageAttributeValue {
  return { DataType, ...(BinaryValue === undefined ? { StringValue } : { BinaryValue }) };
}
