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

interface Work extends Background {
  queueStatus(): 'up' | 'down';
  /** Judges what only the parts themselves can read of the environment; `invalid_argument` naming the variable. */
  judgeSettings(): Promise<void>;
}

/** Everything that goes on beside the requests: the queue of events, what people are told, and the hourly jobs. */
export function createWork(ground: Ground, database: Database): Work {
  const { config, registry, tracer, logger } = ground;
  const onRound = countJobs(registry);
  const { consumer, judgeSettings, release } = createConsumer(ground, database);
  const messenger = messengerOf(ground, onRound);
  const hourly = [expiredAnswersJob, pastBookingsJob].map((jobOn) => jobOn(database, { onRound, tracer, logger }));
  return {
    queueStatus: () => consumer.status(),
    judgeSettings,
    start(app: FastifyInstance) {
      // Not before the tables are there.
      measureMessages(registry, {
        outbox: () => findOutboxBacklog(database),
        jobs: () => findDueMessages(database),
        undelivered: () => countUndeliveredMessages(database),
      });
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
