import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import type { EmbeddedParts } from '../embedded/parts.ts';
import { writeVisitFile } from '../notification/calendar-file.ts';
import { PostgresqlBookingStore } from '../postgresql/booking.ts';
import { PostgresqlCancellationStore } from '../postgresql/cancellation.ts';
import type { Database } from '../postgresql/database.ts';
import { PostgresqlHistoryStore } from '../postgresql/history.ts';
import { PostgresqlIdempotencyStore } from '../postgresql/idempotency.ts';
import { PostgresqlIdentityStore } from '../postgresql/identity.ts';
import { PostgresqlNoticeStore } from '../postgresql/notice.ts';
import { PostgresqlPropertyStore } from '../postgresql/property.ts';
import { SharedBookingStore } from '../postgresql/shared-booking.ts';
import { SharedCancellationStore } from '../postgresql/shared-cancellation.ts';
import { SharedIdentityStore } from '../postgresql/shared-identity.ts';
import { SharedSlotStore } from '../postgresql/shared-slot.ts';
import { SHARED_LOCK_TIMEOUT_MS } from '../postgresql/shared-statement.ts';
import { PostgresqlSlotStore } from '../postgresql/slot.ts';
import { countEventStreams, countRequests } from '../prometheus/requests.ts';
import type { ServerHealth } from '../rest/health.ts';
import { PackedSlots } from '../rest/packed-slots.ts';
import { BOOKING_OUTCOMES } from '../rest/request-watch.ts';
import { createRestServer } from '../rest/server.ts';
import { createTokenVerifier } from '../rest/token.ts';
import { AvailabilityMemory } from '../service/availability.ts';
import { BookingService } from '../service/booking.ts';
import { CalendarService } from '../service/calendar.ts';
import { CallerService } from '../service/caller.ts';
import type { ChangeFeed } from '../service/change-feed.ts';
import { HintService } from '../service/hint.ts';
import { HistoryService } from '../service/history.ts';
import { IdempotencyService } from '../service/idempotency.ts';
import { PropertyService } from '../service/property.ts';
import { SlotService } from '../service/slot.ts';
import { dashboardOf } from './dashboard.ts';
import type { Ground } from './ground.ts';
import { mailSettingsOf } from './listening.ts';
import { traceCalls } from './traced-store.ts';

/**
 * Requests that wait behind one database connection. Enough that hundreds who race for one slot all get their answer, few
 * enough that the last in line is answered before it gives up. Reasoned, not tuned: bench/overload.ts is for that.
 */
const IN_HAND_PER_CONNECTION = 30;

// One statement of each kind at a time for an organization, so a few connections carry bookings, cancellations and the look-up of callers.
const SHARED_CONNECTIONS = 6;

/** The HTTP server, wired to the database; not listening yet. */
export async function createApiServer(
  ground: Ground,
  { database, changes, health }: { database: Database; changes: ChangeFeed; health: ServerHealth },
): Promise<FastifyInstance> {
  const { config, embedded, databases, registry, tracer, logger } = ground;
  const singleSlots = new PostgresqlSlotStore(database);
  // Reads wait for no row's lock, so they have the connections of everything else.
  const slotStore = traceCalls(tracer, 'slots', new SharedSlotStore(database, singleSlots, config.databasePoolSize));
  const together = databases.open('shared', SHARED_CONNECTIONS, { lockTimeoutMs: SHARED_LOCK_TIMEOUT_MS });
  const bookingStore = traceCalls(tracer, 'bookings', new SharedBookingStore(together, new PostgresqlBookingStore(database)));
  const cancellationStore = traceCalls(tracer, 'cancellations', new SharedCancellationStore(together, new PostgresqlCancellationStore(database)));
  const secret = config.jwtSecret ?? (await madeUpSecret(config, embedded));
  const lists = new AvailabilityMemory<string>(changes, {
    overlappingProperties: (visit) => singleSlots.listOverlappingProperties(visit),
    onTrouble: (err) => logger.warn({ err }, 'what a cancelled visit shows again could not be asked: all remembered lists are forgotten'),
  });
  const { announce } = lists;
  const bookings = new BookingService(bookingStore, cancellationStore, slotStore, announce);
  const app = await createRestServer(
    {
      slots: new SlotService(slotStore, cancellationStore, announce),
      availability: { lists, packed: new PackedSlots() },
      bookings,
      history: new HistoryService(bookingStore, new PostgresqlHistoryStore(database)),
      calendar: new CalendarService(bookings, new PostgresqlNoticeStore(database)),
      writeCalendar: (visit, reader) => writeVisitFile(visit, reader, mailSettingsOf(config, app)),
      dashboard: dashboardOf(config, secret),
      hints: new HintService(changes),
      properties: new PropertyService(new PostgresqlPropertyStore(database)),
      callers: new CallerService(traceCalls(tracer, 'identities', new SharedIdentityStore(together, new PostgresqlIdentityStore(database)))),
      idempotency: new IdempotencyService(new PostgresqlIdempotencyStore(database), announce),
      verifier: createTokenVerifier({ secret, supabaseUrl: config.supabaseUrl, logger }),
      health,
      metrics: registry,
      watch: { ...countRequests(registry, BOOKING_OUTCOMES), ...countEventStreams(registry) },
      tracer,
      logger,
      mostInHand: config.databasePoolSize * IN_HAND_PER_CONNECTION,
    },
    config.rest,
  );
  app.addHook('onClose', async () => {
    lists.stop();
    await together.close();
  });
  return app;
}

/** Where nothing says how tokens are signed, a secret of this data folder does, so that `npm run token` can sign them. */
async function madeUpSecret(config: Config, embedded: EmbeddedParts): Promise<string | null> {
  return config.supabaseUrl === null && embedded.dataFolder !== null ? embedded.dataFolder.secret('jwt-secret') : null;
}
