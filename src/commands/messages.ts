import type { Database } from '../postgresql/database.ts';
import { countUndeliveredMessages, listUndeliveredMessages, requeueUndeliveredMessages } from '../postgresql/undelivered.ts';
import { isUuid } from '../uuid.ts';
import { runCommand } from './command.ts';
import { withDatabase } from './with-database.ts';

const USAGE = `Lists the messages that could not be delivered, or puts them back into the outbox.

  npm run messages -- list
  npm run messages -- requeue ID|all
`;
const MOST_LISTED = 1000;

async function list(database: Database): Promise<void> {
  const messages = await listUndeliveredMessages(database, MOST_LISTED);
  const lines = messages.map(({ id, organizationId, kind, recipient, reason, attempts, failedAt }) =>
    [id, failedAt.toISOString(), kind, recipient, `organization ${organizationId}`, `attempts ${attempts}`, reason].join('  '),
  );
  const all = await countUndeliveredMessages(database);
  const count = all > messages.length ? `${all} undelivered, the oldest ${messages.length} are listed` : `${messages.length} undelivered`;
  process.stdout.write(`${[...lines, count].join('\n')}\n`);
}

async function requeue(database: Database, id: string | null): Promise<void> {
  const { found, requeued } = await requeueUndeliveredMessages(database, id);
  if (id !== null && found === 0) {
    throw new Error('there is no undelivered message with this id');
  }
  const dropped = found - requeued;
  process.stdout.write(`${requeued} re-queued${dropped === 0 ? '' : `, ${dropped} dropped: no longer true`}\n`);
}

function readWish(): ((database: Database) => Promise<void>) | null {
  const [verb, id, ...rest] = process.argv.slice(2);
  if (verb === 'list' && id === undefined) {
    return list;
  }
  const isId = id !== undefined && isUuid(id);
  return verb === 'requeue' && (id === 'all' || isId) && rest.length === 0
    ? (database) => requeue(database, id === 'all' ? null : id)
    : null;
}

await runCommand(USAGE, readWish, withDatabase);
