import type { FastifyInstance } from 'fastify';
import type { Database } from '../postgresql/database.ts';
import { expiredAnswersJob } from '../postgresql/expired-answers.ts';
import { findDueMessages } from '../postgresql/message-jobs.ts';
import { findOutboxBacklog } from '../postgresql/outbox.ts';
import { pastBookingsJob } from '../postgresql/past-bookings.ts';
import { countUndeliveredMessages } from '../postgresql/undelivered.ts';
import { countJobs } from '../prometheus/jobs.ts';
import { measureMessages } from '../prometheus/messages.ts';
import type { Ground } from './ground.ts';
import type { Background } from './lifecycle.ts';
import { mailSettingsOf } from './listening.ts';
import { createConsumer, messengerOf } from './workers.ts';

/** Everything that goes on beside the requests: the queue of events, what people are told, and the hourly jobs. */
export function createWork(ground: Ground, database: Database): Background & { queueStatus(): 'up' | 'down' } {
  const { config, registry, tracer, logger } = ground;
  const onRound = countJobs(registry);
  const { consumer, release } = createConsumer(ground, database);
  const messenger = messengerOf(ground, onRound);
  const hourly = [expiredAnswersJob, pastBookingsJob].map((jobOn) => jobOn(database, { onRound, tracer, logger }));
  measureMessages(registry, {
    outbox: () => findOutboxBacklog(database),
    jobs: () => findDueMessages(database),
    undelivered: () => countUndeliveredMessages(database),
  });
  return {
    queueStatus: () => consumer.status(),
    start(app: FastifyInstance) {
      consumer.start();
      messenger.start(mailSettingsOf(config, app));
      hourly.forEach((job) => job.start());
    },
    async stop() {
      await Promise.all([consumer.stop(), messenger.stop(), ...hourly.map((job) => job.stop())]);
      release();
    },
  };
}
