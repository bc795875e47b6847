import { isIPv4 } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Environment, type Settings } from './program/environment.ts';
import { contradictions, missingSettings, type Given } from './program/required-settings.ts';
import type { Role } from './program/role.ts';
import type { MetricsAccess } from './rest/metrics.ts';
import type { RestSettings } from './rest/server.ts';

/** A setting that is missing or wrong, or contradicts another. Says all of them at once. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The configuration has problems:', ...problems.map((problem) => `  - ${problem}`)].join('\n'));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/** Everything the server is told from outside (README.md, Configure it). A null part is embedded. */
export interface Config {
  readonly role: Role;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly database: { readonly url: string; readonly migrationUrl: string } | null;
  readonly databasePoolSize: number;
  readonly queue: { readonly url: string; readonly deadLetterUrl: string } | null;
  readonly embeddedSqsPort: number;
  readonly mail: MailConfig;
  readonly supabaseUrl: string | null;
  /** The public key with which pages sign people in; null: they do not. */
  readonly supabaseAnonKey: string | null;
  /** Whether people of the demo agency may be signed in without a password, as far as settings decide it. */
  readonly demoSignIn: boolean;
  /** Where the built dashboard is. No variable: it comes with the server. */
  readonly dashboardFolder: string;
  /** Null: made up and kept in `dataDir` where a part is embedded and `supabaseUrl` is null, else HS256 is refused. */
  readonly jwtSecret: string | null;
  readonly rest: RestSettings;
  /** How long requests are still taken after the process was told to end, while it says that it is not ready. */
  readonly drainDelaySeconds: number;
  /** Where spans go (OTLP over HTTP), and of which share of the traces; null: nobody traces. */
  readonly traces: { readonly url: string; readonly share: number } | null;
  readonly logLevel: string;
}

/** How people are told. */
export interface MailConfig {
  /** Null: the local mailbox. */
  readonly smtpUrl: string | null;
  readonly from: { readonly name: string; readonly address: string };
  /** Where links lead; null: where the server listens. */
  readonly publicUrl: string | null;
  readonly timeZone: string;
  readonly locale: 'pt-PT' | 'en';
  /** How long before a visit; 0: no reminders. */
  readonly reminderHours: number;
  /** Null: the usual port, or a free one where that is taken. */
  readonly mailboxPort: number | null;
  readonly embeddedSmtpPort: number | null;
}

const DASHBOARD_FOLDER = fileURLToPath(new URL('../web/dist', import.meta.url));
/** Outside production, where nobody named a sender. */
const TRIAL_MAIL_FROM = { name: 'Visita', address: 'visita@visita.example' };

/** A proxy asks every few seconds whether a server is ready. On one machine nobody asks. */
const DRAIN_DELAY_IN_PRODUCTION_SECONDS = 5;

/**
 * Reads the settings of a role from the environment; an empty one counts as not set. Throws a ConfigurationError with all that is wrong, of which
 * the role may be a part: then only what no role can do with is told beside it.
 */
export function readConfig(environment: Given, role: Role | { readonly problem: string } = 'all'): Config {
  const given: Given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  // Judged by what is set, not by what it is worth, so that they are told together with values that are wrong.
  const problems = typeof role === 'object' ? [role.problem] : [...missingSettings(given, role), ...contradictions(given, role)];
  const { success, data, error } = Environment.safeParse(given);
  if (!success) {
    const broken = error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
    throw new ConfigurationError([...new Set(broken), ...problems]);
  }
  if (problems.length > 0 || typeof role === 'object') {
    throw new ConfigurationError(problems);
  }
  return toConfig(data, role);
}

function toConfig(settings: Settings, role: Role): Config {
  const { DATABASE_URL, MIGRATION_DATABASE_URL, SQS_QUEUE_URL, SQS_DLQ_URL } = settings;
  return {
    role,
    host: settings.HOST,
    port: settings.PORT,
    dataDir: settings.DATA_DIR,
    database:
      DATABASE_URL === undefined ? null : { url: DATABASE_URL, migrationUrl: MIGRATION_DATABASE_URL ?? DATABASE_URL },
    databasePoolSize: settings.DATABASE_POOL_SIZE,
    queue:
      SQS_QUEUE_URL === undefined || SQS_DLQ_URL === undefined
        ? null
        : { url: SQS_QUEUE_URL, deadLetterUrl: SQS_DLQ_URL },
    embeddedSqsPort: settings.EMBEDDED_SQS_PORT,
    mail: {
      smtpUrl: settings.SMTP_URL ?? null,
      from: settings.MAIL_FROM ?? TRIAL_MAIL_FROM,
      publicUrl: settings.PUBLIC_URL ?? null,
      timeZone: settings.DEFAULT_TIME_ZONE,
      locale: settings.DEFAULT_LOCALE,
      reminderHours: settings.REMINDER_HOURS,
      mailboxPort: settings.MAILBOX_PORT ?? null,
      embeddedSmtpPort: settings.EMBEDDED_SMTP_PORT ?? null,
    },
    supabaseUrl: settings.SUPABASE_URL ?? null,
    supabaseAnonKey: settings.SUPABASE_ANON_KEY ?? null,
    demoSignIn: allowsDemoSignIn(settings),
    dashboardFolder: DASHBOARD_FOLDER,
    jwtSecret: settings.SUPABASE_JWT_SECRET ?? null,
    rest: {
      trustOrganizationHeader: settings.TRUST_ORGANIZATION_HEADER,
      rateLimits: {
        caller: settings.RATE_LIMIT_CALLER,
        address: settings.RATE_LIMIT_ADDRESS,
        booking: settings.RATE_LIMIT_BOOKING,
      },
      metricsAccess: metricsAccess(settings),
      trustedProxies: settings.TRUSTED_PROXIES,
      corsOrigins: settings.CORS_ORIGINS,
    },
    drainDelaySeconds: settings.DRAIN_SECONDS ?? (settings.NODE_ENV === 'production' ? DRAIN_DELAY_IN_PRODUCTION_SECONDS : 0),
    traces:
      settings.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : { url: settings.OTEL_EXPORTER_OTLP_ENDPOINT, share: settings.OTEL_TRACES_SAMPLER_ARG },
    logLevel: settings.LOG_LEVEL,
  };
}

/** Nobody but this machine reaches the server, and its data and its secret are its own. */
function allowsDemoSignIn({ NODE_ENV, DATABASE_URL, SUPABASE_URL, HOST }: Settings): boolean {
  return NODE_ENV !== 'production' && DATABASE_URL === undefined && SUPABASE_URL === undefined && isLoopback(HOST);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

function metricsAccess(settings: Settings): MetricsAccess {
  if (settings.METRICS_TOKEN !== undefined) {
    return { to: 'bearer', token: settings.METRICS_TOKEN };
  }
  return { to: settings.NODE_ENV === 'production' ? 'nobody' : 'everybody' };
}
