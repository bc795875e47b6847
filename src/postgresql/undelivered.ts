import type { Connection } from './database.ts';
import { countUndelivered, listUndelivered, requeueUndelivered } from './undelivered.gen.ts';

/** A message that was given up. */
export interface UndeliveredMessage {
  readonly id: string;
  readonly organizationId: string;
  readonly eventId: string;
  readonly kind: string;
  readonly recipient: string;
  readonly reason: string;
  readonly attempts: number;
  readonly failedAt: Date;
}

/** How many messages were given up and not re-queued, of all organizations. */
export async function countUndeliveredMessages(database: Connection): Promise<number> {
  const [row] = await countUndelivered.run(undefined, database);
  return row?.count ?? 0;
}

/** The messages that were given up, of all organizations, oldest first. */
export async function listUndeliveredMessages(database: Connection, limit: number): Promise<UndeliveredMessage[]> {
  const rows = await listUndelivered.run({ limit }, database);
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    eventId: row.event_id,
    kind: row.kind,
    recipient: row.recipient,
    reason: row.reason,
    attempts: row.attempts,
    failedAt: row.failed_at,
  }));
}

/**
 * Puts one message, or with null all of them, back into the outbox under its id. What is no longer true is dropped.
 * Says how many were found and how many of them will be told.
 */
export async function requeueUndeliveredMessages(
  database: Connection,
  id: string | null,
): Promise<{ found: number; requeued: number }> {
  const [row] = await requeueUndelivered.run({ id }, database);
  return { found: row?.taken ?? 0, requeued: row?.requeued ?? 0 };
}
