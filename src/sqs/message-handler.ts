import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import type { Logger } from 'pino';
import type { Screening, ScreeningOutcome } from '../applicant.ts';
import { hasCode } from '../errors.ts';
import type { PropertyOutcome, PropertyReport } from '../property.ts';
import { traced, type Tracer } from '../service/tracing.ts';
import { backOff } from './back-off.ts';
import { isTooLarge, sendToDeadLetterQueue } from './dead-letter.ts';
import { describeFailure } from './failure.ts';
import { decodeEvent } from './event.ts';

/**
 * What became of a message. The outcome of its screening or of what it says of a property; `ignored`: another event type; `poison`: moved to the
 * dead-letter queue; `left`: SQS delivers it again.
 */
export type MessageOutcome = ScreeningOutcome | PropertyOutcome | 'ignored' | 'poison' | 'left';

export interface MessageHandlerOptions {
  readonly client: SQSClient;
  readonly deadLetterQueueUrl: string;
  /** Applies a screening; must be idempotent. `unavailable` means: try again later. */
  readonly screen: (screening: Screening) => Promise<ScreeningOutcome>;
  /** Applies what is said of a property; as `screen`. */
  readonly takeInProperty: (report: PropertyReport) => Promise<PropertyOutcome>;
  readonly logger: Logger;
  /** Told of every message once it is settled, and how many seconds after it was sent, for metrics. Must not throw. */
  readonly onMessage?: (outcome: MessageOutcome, lagSeconds: number) => void;
  readonly tracer?: Tracer | null;
}

/** SQS refuses to keep a message invisible for more than 12 hours. */
const HOLD_AT_MOST_MS = 10 * 3600 * 1000;

/**
 * Settles one message: true when it may be deleted, false when it is left for redelivery. Bodies are never logged.
 * While applying it is `unavailable` the message is held and tried again with growing pauses: leaving it instead would
 * use up its receive count, and SQS would move good messages to the dead-letter queue while the database is away.
 * When `stopping` aborts such a pause this rejects, so that the caller can hand the message back early.
 */
export async function handleMessage(
  options: MessageHandlerOptions,
  message: Message,
  stopping: AbortSignal,
): Promise<boolean> {
  const facts = { 'messaging.system': 'aws_sqs', 'messaging.operation.type': 'process', 'messaging.message.id': message.MessageId ?? '' };
  // Whoever may send to this queue may make applicants, so their trace is trusted as well.
  const parent = message.MessageAttributes?.['traceparent']?.StringValue ?? null;
  return traced(options.tracer ?? null, 'process applicant-events', { kind: 'consumer', facts, parent }, async (span) => {
    const outcome = await settle(options, message, stopping);
    span?.note({ 'visita.outcome': outcome });
    return outcome !== 'left';
  });
}

async function settle(options: MessageHandlerOptions, message: Message, stopping: AbortSignal): Promise<MessageOutcome> {
  const sent = sentAt(message);
  const decoded = decodeEvent(message.Body ?? '', sent);
  const log = options.logger.child({ messageId: message.MessageId });
  let outcome: MessageOutcome = 'left';
  try {
    if (decoded.kind === 'screening') {
      outcome = await applyPatiently(() => options.screen(decoded.screening), log, stopping);
    } else if (decoded.kind === 'property') {
      outcome = await applyPatiently(() => options.takeInProperty(decoded.report), log, stopping);
    } else if (decoded.kind === 'poison') {
      outcome = await discard(options, message, decoded.reason, log);
    } else {
      outcome = 'ignored';
      log.debug({ eventType: decoded.eventType }, 'event of another type acknowledged');
    }
  } finally {
    log.info({ outcome }, 'message handled');
    options.onMessage?.(outcome, (Date.now() - sent.getTime()) / 1000);
  }
  return outcome;
}

async function applyPatiently(
  apply: () => Promise<MessageOutcome>,
  log: Logger,
  stopping: AbortSignal,
): Promise<MessageOutcome> {
  const giveUpAt = Date.now() + HOLD_AT_MOST_MS;
  for (let failures = 1; ; failures++) {
    try {
      return await apply();
    } catch (error) {
      if (!hasCode(error, 'unavailable') || Date.now() >= giveUpAt) {
        log.error({ failure: describeFailure(error) }, 'event not applied, left for redelivery');
        return 'left';
      }
      log.warn({ failure: describeFailure(error), failures }, 'event not applied, held and tried again');
    }
    await backOff(failures, stopping);
  }
}

async function discard(
  { client, deadLetterQueueUrl }: MessageHandlerOptions,
  message: Message,
  reason: string,
  log: Logger,
): Promise<MessageOutcome> {
  try {
    await sendToDeadLetterQueue(client, deadLetterQueueUrl, message, reason);
    log.warn({ reason }, 'message moved to the dead-letter queue');
    return 'poison';
  } catch (error) {
    const why = isTooLarge(error) ? "too large to be moved with its reason, left to the queue's own redrive" : 'not moved, left for redelivery';
    log.error({ reason, failure: describeFailure(error) }, `dead letter ${why}`);
    return 'left';
  }
}

/** When SQS took the message. */
function sentAt(message: Message): Date {
  const sent = Number(message.Attributes?.SentTimestamp);
  return Number.isInteger(sent) && sent > 0 ? new Date(sent) : new Date();
}
