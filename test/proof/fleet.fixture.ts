import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { findFreePort } from '../../src/embedded/free-port.ts';
import { startEmbeddedSqs, type EmbeddedSqs } from '../../src/embedded/sqs.ts';
import { TestMachine, type TestProgram } from '../process.fixture.ts';

const LAST_LINES = 12;

/**
 * Several server processes on one database and one queue, with nothing embedded in any of them: each can be killed alone.
 *
 * `Fleet.start({ databaseUrl, servers })` starts them; `urls` are those that run now, so a client asks for one at each call.
 * For faults: `fleet.servers[n].kill('SIGKILL')`, then `await fleet.startAgain(n)` (it listens elsewhere since);
 * `databaseUrl` may lead through a TcpProxy; `stopQueue` and `startQueue` take the queue away and give it back;
 * `settings` may name an SMTP_URL (the default leads nowhere: messages stay queued). `stop` ends everything.
 */
export class Fleet {
  readonly #machine: TestMachine;
  readonly #folder: string;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #settingsOf: (number: number) => Readonly<Record<string, string>>;
  readonly #script: string;
  readonly servers: TestProgram[] = [];
  readonly #ready = new Set<TestProgram>();
  #queue: EmbeddedSqs;

  static async start(options: {
    readonly databaseUrl: string;
    readonly servers: number;
    readonly settings?: Readonly<Record<string, string>>;
    /** What one of them has besides, by its number. */
    readonly settingsOf?: (number: number) => Readonly<Record<string, string>>;
    /** The program: the product's own unless another build is to be tried. */
    readonly script?: string;
  }): Promise<Fleet> {
    const folder = await mkdtemp(join(tmpdir(), 'visita-proof-queue-'));
    const queue = await startEmbeddedSqs({ port: await findFreePort(), dataDir: folder, logger: pino({ level: 'silent' }) });
    const fleet = new Fleet(await TestMachine.make(), folder, queue, options);
    try {
      await Promise.all(Array.from({ length: options.servers }, (_, number) => fleet.startAgain(number)));
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    return fleet;
  }

  private constructor(machine: TestMachine, folder: string, queue: EmbeddedSqs, options: Parameters<typeof Fleet.start>[0]) {
    this.#machine = machine;
    this.#folder = folder;
    this.#queue = queue;
    this.#settingsOf = options.settingsOf ?? (() => ({}));
    this.#script = options.script ?? 'src/main.ts';
    this.#settings = {
      DATABASE_URL: options.databaseUrl,
      SQS_QUEUE_URL: queue.queueUrl,
      SQS_DLQ_URL: queue.deadLetterQueueUrl,
      AWS_ENDPOINT_URL_SQS: queue.endpoint,
      AWS_REGION: queue.region,
      AWS_ACCESS_KEY_ID: queue.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: queue.credentials.secretAccessKey,
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'Visita <visita@agency.example>',
      LOG_LEVEL: 'warn',
      ...options.settings,
    };
  }

  /** Where the servers that run now listen. */
  get urls(): string[] {
    return this.servers.filter((server) => server.isRunning && this.#ready.has(server)).map((server) => server.url);
  }

  get queue(): EmbeddedSqs {
    return this.#queue;
  }

  /** Starts a server in the place of one that ended. */
  async startAgain(number: number): Promise<void> {
    const server = this.#machine.run({ ...this.#settings, ...this.#settingsOf(number) }, this.#script);
    this.servers[number] = server;
    this.#ready.add(await server.waitUntilReady());
  }

  /** True when every server says that it is ready. */
  async isReady(): Promise<boolean> {
    const answers = await Promise.allSettled(this.servers.map(({ url }) => fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) })));
    return answers.every((answer) => answer.status === 'fulfilled' && answer.value.status === 200);
  }

  /** For people: what each server says of itself, and its last words. */
  async describe(): Promise<string> {
    const states = this.servers.map(async ({ url, isRunning, stderr }) => {
      const said = isRunning ? await fetch(`${url}/health/ready`).then((response) => response.text(), String) : 'it ended';
      return `${said}\n${stderr.split('\n').slice(-LAST_LINES).join('\n')}`;
    });
    return (await Promise.all(states)).join('\n\n');
  }

  async stopQueue(): Promise<void> {
    await this.#queue.stop();
  }

  /** At the same address, with the messages it had. */
  async startQueue(): Promise<void> {
    const port = Number(new URL(this.#queue.endpoint).port);
    this.#queue = await startEmbeddedSqs({ port, dataDir: this.#folder, logger: pino({ level: 'silent' }) });
  }

  /** Ends the servers in order, so that nothing they were asked is still under way afterwards. */
  async drain(): Promise<void> {
    await Promise.all(this.servers.filter(({ isRunning }) => isRunning).map((server) => server.kill('SIGTERM')));
  }

  /** Leaves nothing behind. */
  async stop(): Promise<void> {
    await this.#machine.remove();
    await this.#queue.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
