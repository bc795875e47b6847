import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import type { Screening } from '../src/applicant.ts';
import { readConfig, type Config } from '../src/config.ts';
import type { RunningServer } from '../src/program/lifecycle.ts';
import { start } from '../src/program/start.ts';
import { PostgresqlScreeningStore } from '../src/postgresql/screening.ts';
import { ApplicantService } from '../src/service/applicant.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { ApiClient } from './api.fixture.ts';
import { signToken, TEST_SECRET, type TokenWish } from './token.fixture.ts';

/** A real server with a database and a queue of its own, in this process. */
export interface TestVisita {
  readonly server: RunningServer;
  readonly database: TestDatabase;
  /** Calls the API; every answer is checked against the contract. */
  readonly api: ApiClient;
  /** A client that signs in with such a token. */
  as(token: TokenWish): Promise<ApiClient>;
  /** An agent of an organization, with a record made at their first sign-in. */
  agent(organizationId: string, name?: string): Promise<SignedIn & { agentId: string }>;
  /** An applicant screened by an organization, signed in. */
  applicant(organizationId: string, screening?: Partial<Screening>): Promise<SignedIn & { applicantId: string }>;
  /** Takes in a screening past the queue. */
  screen(screening: Partial<Screening> & { organizationId: string }): Promise<Screening>;
  stop(): Promise<void>;
}

/** Somebody with a token. */
export interface SignedIn {
  readonly api: ApiClient;
  readonly userId: string;
  readonly email: string;
}

/** Starts the server of the product as `npm start` does, but for the settings given and a database of its own; `changes` are of what no setting says. */
export async function startVisita(
  settings: Record<string, string> = {},
  logger: Logger = pino({ level: 'silent' }),
  changes: Partial<Config> = {},
): Promise<TestVisita> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'visita-test-data-'));
  const config = readConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    // The server serves in the restricted role, unless a test brings its own database.
    ...(settings['DATABASE_URL'] === undefined ? { DATABASE_URL: database.serverUrl, MIGRATION_DATABASE_URL: database.url } : {}),
    EMBEDDED_SQS_PORT: '0',
    // Nothing listens there: what is told stays queued, for those who do not look at mail.
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'Visita <visita@agency.example>',
    SUPABASE_JWT_SECRET: TEST_SECRET,
    RATE_LIMIT_CALLER: '0',
    RATE_LIMIT_ADDRESS: '0',
    RATE_LIMIT_BOOKING: '0',
    ...settings,
  });
  const server = await start({ ...config, ...changes }, logger).catch(async (error: unknown) => {
    // What stays open would keep the test file from ending, and hide why it failed.
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  });
  const applicants = new ApplicantService(new PostgresqlScreeningStore(server.database));
  const api = new ApiClient(server.url, null);
  const as = async (wish: TokenWish) => api.withToken(await signToken(wish));
  const screen = async (given: Partial<Screening> & { organizationId: string }) => {
    const screening = { ...newScreening(), ...given };
    await applicants.screen(screening);
    return screening;
  };
  return {
    server,
    database,
    api,
    as,
    screen,
    async agent(organizationId, name = 'Ana Sousa') {
      const userId = randomUUID();
      const email = `${userId}@agency.example`;
      const agentApi = await as({ sub: userId, email, app_metadata: { organization_id: organizationId }, user_metadata: { name } });
      const agentId = await recordId(agentApi, 'agent_id');
      return { api: agentApi, userId, email, agentId };
    },
    async applicant(organizationId, given = {}) {
      const { email } = await screen({ ...given, organizationId });
      const userId = randomUUID();
      const applicantApi = await as({ sub: userId, email });
      return { api: applicantApi, userId, email, applicantId: await recordId(applicantApi, 'applicant_id') };
    },
    async stop() {
      await server.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function newScreening(): Omit<Screening, 'organizationId'> {
  const externalId = randomUUID();
  return {
    externalId,
    name: 'Inês Carvalho',
    email: `${externalId}@applicant.example`,
    riskLevel: 'LOW',
    screenedAt: new Date(),
  };
}

async function recordId(api: ApiClient, field: 'agent_id' | 'applicant_id'): Promise<string> {
  const { status, body } = await api.getMe();
  const id = body.organizations[0]?.[field];
  if (status !== 200 || id === undefined) {
    throw new Error(`sign-in failed with ${status}`);
  }
  return id;
}
