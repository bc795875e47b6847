import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { startEmbeddedSqs, type EmbeddedSqs } from '../src/embedded/sqs.ts';
import { createSqsClient } from '../src/sqs/client.ts';
import { publishScreening } from '../src/sqs/publish.ts';
import { ApiClient } from './api.fixture.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { TestMachine, type TestProgram } from './process.fixture.ts';
import { signToken } from './token.fixture.ts';
import { until } from './until.fixture.ts';

/** A database and a queue outside of every process, as in production, and processes of any role on them. */
export class TestProduction {
  readonly database: TestDatabase;
  readonly sqs: EmbeddedSqs;
  readonly #machine: TestMachine;
  readonly #folder: string;

  static async make(): Promise<TestProduction> {
    const folder = await mkdtemp(join(tmpdir(), 'visita-production-'));
    const logger = pino({ level: 'silent' });
    const sqs = await startEmbeddedSqs({ port: 0, dataDir: folder, logger });
    return new TestProduction(await createTestDatabase(), sqs, await TestMachine.make(), folder);
  }

  private constructor(database: TestDatabase, sqs: EmbeddedSqs, machine: TestMachine, folder: string) {
    this.database = database;
    this.sqs = sqs;
    this.#machine = machine;
    this.#folder = folder;
  }

  get dataDir(): string {
    return this.#machine.dataDir;
  }

  /** What production has of settings, for every role. */
  get settings(): Record<string, string> {
    const { endpoint, region, credentials, queueUrl, deadLetterQueueUrl } = this.sqs;
    return {
      NODE_ENV: 'production',
      DATABASE_URL: this.database.serverUrl,
      MIGRATION_DATABASE_URL: this.database.url,
      SQS_QUEUE_URL: queueUrl,
      SQS_DLQ_URL: deadLetterQueueUrl,
      AWS_ENDPOINT_URL_SQS: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      // Nothing listens there: what is told stays queued.
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'Visita <visita@agency.example>',
      PUBLIC_URL: 'https://visits.agency.example',
      METRICS_TOKEN: 'metrics',
      DRAIN_SECONDS: '0',
      // What a developer's own shell may have set is none of its business.
      HOST: '127.0.0.1',
    };
  }

  /** A process of that role; '' unsets a setting. */
  run(role: string, settings: Record<string, string> = {}): TestProgram {
    return this.#machine.run({ ...this.settings, ...settings }, 'src/main.ts', [role]);
  }

  async start(role: string, settings: Record<string, string> = {}): Promise<TestProgram> {
    return this.run(role, settings).waitUntilReady();
  }

  async migrate(): Promise<void> {
    const { ended, ...program } = this.run('migrate');
    assert.deepEqual(await ended, { code: 0, signal: null }, program.stderr);
  }

  /** Publishes a screening to the queue, for a worker to take in. */
  async screenedApplicant(server: TestProgram, organizationId: string): Promise<ApiClient> {
    const externalId = randomUUID();
    const email = `${externalId}@applicant.example`;
    const client = createSqsClient(this.sqs);
    try {
      await publishScreening(client, this.sqs.queueUrl, { externalId, organizationId, name: 'Rui Tavares', email, riskLevel: 'LOW', screenedAt: new Date() });
    } finally {
      client.destroy();
    }
    const applicant = new ApiClient(server.url, await signToken({ sub: randomUUID(), email }));
    await until('the screened applicant is known', async () => (await applicant.getMe()).status === 200);
    return applicant;
  }

  async remove(): Promise<void> {
    await this.#machine.remove();
    await this.sqs.stop();
    await this.database.drop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
