import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { pino } from 'pino';
import { clusterFolder } from '../src/embedded/postgresql-cluster.ts';
import { databaseUrl } from '../src/embedded/postgresql-database.ts';
import { identifyCluster, isClusterRunning, stopClusterProcesses } from '../src/embedded/postgresql-processes.ts';
import { embeddedQueueAt } from '../src/embedded/sqs.ts';
import { createSqsClient } from '../src/sqs/client.ts';
import { publishScreening } from '../src/sqs/publish.ts';
import { ApiClient } from './api.fixture.ts';
import { signToken, TEST_SECRET } from './token.fixture.ts';
import { until } from './until.fixture.ts';

/** Where package.json is. */
export const PROJECT = fileURLToPath(new URL('..', import.meta.url));

const READY = /^Visita is ready at (\S+)$/m;
const MAILBOX = /^Mailbox\s+(\S+)$/m;
const QUEUE = /^Event queue\s+(\S+)$/m;

type Settings = Readonly<Record<string, string>>;

/** A program as a shell would run it: what it said so far and how it ended. */
export class TestProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stdout = '';
  stderr = '';

  constructor(file: string, args: readonly string[], env: Settings) {
    // Leads a process group, so that what it started can be ended with it.
    this.child = spawn(file, args, { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    // 'close' comes after the last output, 'exit' may come before it.
    this.ended = once(this.child, 'close').then(([code, signal]) => ({ code, signal }));
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it wrote for people to standard error, beside the log. */
  get complaints(): string[] {
    return this.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  }

  async waitUntilReady(): Promise<this> {
    await until('the server says it is ready', () => READY.test(this.stdout) || !this.isRunning);
    assert.match(this.stdout, READY, `the server ended:\n${this.stderr}`);
    return this;
  }

  get url(): string {
    return READY.exec(this.stdout)?.[1] ?? assert.fail('the server is not ready');
  }

  get queueUrl(): string {
    return QUEUE.exec(this.stdout)?.[1] ?? assert.fail('the server did not say where its queue is');
  }

  get mailboxUrl(): string {
    return MAILBOX.exec(this.stdout)?.[1] ?? assert.fail('the server did not say where its mailbox is');
  }

  /** Ends it and whatever it left behind in its process group. */
  async destroy(): Promise<void> {
    if (this.child.pid !== undefined) {
      try {
        process.kill(-this.child.pid, 'SIGKILL');
      } catch (error) {
        assert.ok(error instanceof Error && 'code' in error && error.code === 'ESRCH');
      }
    }
    await this.ended;
  }

  async kill(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    this.child.kill(signal);
    return await this.ended;
  }
}

/** A machine with nothing on it: a data folder of its own, and the programs started on that. */
export class TestMachine {
  readonly dataDir: string;
  readonly #folder: string;
  readonly #programs: TestProgram[] = [];
  readonly #connections: Client[] = [];

  static async make(): Promise<TestMachine> {
    return new TestMachine(await mkdtemp(join(tmpdir(), 'visita-process-')));
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.dataDir = join(folder, '.data');
  }

  /** Starts the server, or another script of the project, on free ports and without limits; '' unsets a setting. */
  run(settings: Settings = {}, script = 'src/main.ts', args: readonly string[] = []): TestProgram {
    return this.runProgram(process.execPath, [script, ...args], settings);
  }

  runProgram(file: string, args: readonly string[], settings: Settings = {}): TestProgram {
    const program = new TestProgram(file, args, {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      PORT: '0',
      EMBEDDED_SQS_PORT: '0',
      MAILBOX_PORT: '0',
      EMBEDDED_SMTP_PORT: '0',
      DATA_DIR: this.dataDir,
      SUPABASE_JWT_SECRET: TEST_SECRET,
      RATE_LIMIT_CALLER: '0',
      RATE_LIMIT_ADDRESS: '0',
      RATE_LIMIT_BOOKING: '0',
      ...settings,
    });
    this.#programs.push(program);
    return program;
  }

  /** Starts the server and waits until it says that it is ready. */
  async start(settings: Settings = {}): Promise<TestProgram> {
    return await this.run(settings).waitUntilReady();
  }

  /** A connection past the server, as the owner of its database. */
  async connect(): Promise<Client> {
    const password = (await readFile(join(this.dataDir, 'postgresql-password'), 'utf8')).trim();
    const client = new Client({ connectionString: databaseUrl(Number(await this.#pidFileLine(4)), password) });
    // PostgreSQL may be killed under it.
    client.on('error', () => undefined);
    await client.connect();
    this.#connections.push(client);
    return client;
  }

  async postmasterPid(): Promise<number> {
    return Number(await this.#pidFileLine(1));
  }

  /** True while any PostgreSQL process runs on the data folder. */
  async isPostgresqlRunning(): Promise<boolean> {
    const folder = clusterFolder(this.dataDir);
    return existsSync(folder) && (await isClusterRunning(await identifyCluster(folder)));
  }

  /** Leaves nothing behind, whatever the test did. */
  async remove(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.destroy()));
    const folder = clusterFolder(this.dataDir);
    if (existsSync(folder)) {
      await stopClusterProcesses(await identifyCluster(folder), pino({ level: 'silent' }));
    }
    await Promise.allSettled(this.#connections.map((connection) => connection.end()));
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  // https://www.postgresql.org/docs/current/storage-file-layout.html: line 1 the pid, line 4 the port.
  async #pidFileLine(number: number): Promise<string> {
    const text = await readFile(join(clusterFolder(this.dataDir), 'postmaster.pid'), 'utf8');
    return text.split('\n')[number - 1] ?? assert.fail(`postmaster.pid has no line ${number}`);
  }
}

/** An agent of an organization, on a server with the secret of the tests. */
export async function agentAt(server: TestProgram, organizationId: string): Promise<ApiClient> {
  const userId = randomUUID();
  const token = await signToken({
    sub: userId,
    email: `${userId}@agency.example`,
    app_metadata: { organization_id: organizationId },
  });
  return new ApiClient(server.url, token);
}

/** Publishes a screening to the server's queue; the applicant is known as soon as the server has taken it in. */
export async function publishTo(server: TestProgram, organizationId: string): Promise<ApiClient> {
  const externalId = randomUUID();
  const email = `${externalId}@applicant.example`;
  const client = createSqsClient(embeddedQueueAt(Number(new URL(server.queueUrl).port)));
  try {
    const draft = { externalId, organizationId, name: 'Rui Tavares', email, riskLevel: 'LOW', screenedAt: new Date() };
    await publishScreening(client, server.queueUrl, draft);
  } finally {
    client.destroy();
  }
  return new ApiClient(server.url, await signToken({ sub: randomUUID(), email }));
}

/** An applicant who was screened through the queue and is known. */
export async function applicantAt(server: TestProgram, organizationId: string): Promise<ApiClient> {
  const applicant = await publishTo(server, organizationId);
  await until('the screened applicant is known', async () => (await applicant.getMe()).status === 200);
  return applicant;
}
