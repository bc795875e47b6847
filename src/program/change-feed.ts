import { PostgresqlChangeFeed } from '../postgresql/change-feed.ts';
import { countChangeFeedFailures, measureChangeFeed } from '../prometheus/change-feed.ts';
import type { Ground } from './ground.ts';

/** What tells this server of changes, on a connection of its own that is open only while somebody wants to know. */
export function changeFeedOf({ databases, registry, logger }: Ground): { feed: PostgresqlChangeFeed; stop(): Promise<void> } {
  // Of its own, so that a look never waits behind bookings, nor they behind it.
  const database = databases.open('changes', 1, { tracer: null });
  const feed = new PostgresqlChangeFeed(database, { onFailure: countChangeFeedFailures(registry), logger });
  measureChangeFeed(registry, () => feed.ageSeconds());
  return {
    feed,
    async stop() {
      await feed.stop();
      await database.close();
    },
  };
}
