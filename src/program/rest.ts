import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { EmbeddedParts } from '../embedded/parts.ts';
import { PostgresqlBookingStore } from '../postgresql/booking.ts';
import { PostgresqlCancellationStore } from '../postgresql/cancellation.ts';
import type { Database } from '../postgresql/database.ts';
import { PostgresqlHistoryStore } from '../postgresql/history.ts';
import { PostgresqlIdempotencyStore } from '../postgresql/idempotency.ts';
import { PostgresqlIdentityStore } from '../postgresql/identity.ts';
import { PostgresqlPropertyStore } from '../postgresql/property.ts';
import { PostgresqlSlotStore } from '../postgresql/slot.ts';
import type { ServerHealth } from '../rest/health.ts';
import { createRestServer } from '../rest/server.ts';
import { createTokenVerifier } from '../rest/token.ts';
import { BookingService } from '../service/booking.ts';
import { CallerService } from '../service/caller.ts';
import { HistoryService } from '../service/history.ts';
import { IdempotencyService } from '../service/idempotency.ts';
import { PropertyService } from '../service/property.ts';
import { SlotService } from '../service/slot.ts';

/** The HTTP server, wired to the database; not listening yet. */
export async function createApp(parts: {
  config: Config;
  embedded: EmbeddedParts;
  database: Database;
  registry: Registry;
  health: ServerHealth;
  logger: Logger;
}): Promise<FastifyInstance> {
  const { config, embedded, database, registry, health, logger } = parts;
  const slotStore = new PostgresqlSlotStore(database);
  const bookingStore = new PostgresqlBookingStore(database);
  const cancellationStore = new PostgresqlCancellationStore(database);
  const secret = config.jwtSecret ?? (await madeUpSecret(config, embedded));
  return createRestServer(
    {
      slots: new SlotService(slotStore, cancellationStore),
      bookings: new BookingService(bookingStore, cancellationStore, slotStore),
      history: new HistoryService(bookingStore, new PostgresqlHistoryStore(database)),
      properties: new PropertyService(new PostgresqlPropertyStore(database)),
      callers: new CallerService(new PostgresqlIdentityStore(database)),
      idempotency: new IdempotencyService(new PostgresqlIdempotencyStore(database)),
      verifier: createTokenVerifier({ secret, supabaseUrl: config.supabaseUrl, logger }),
      health,
      registry,
      logger,
    },
    config.rest,
  );
}

/** Where nothing says how tokens are signed, a secret of this data folder does, so that `npm run token` can sign them. */
async function madeUpSecret(config: Config, embedded: EmbeddedParts): Promise<string | null> {
  return config.supabaseUrl === null && embedded.dataFolder !== null ? embedded.dataFolder.secret('jwt-secret') : null;
}
