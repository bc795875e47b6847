import { z } from 'zod';
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

/** Everything the server is told from outside (section 2 of the design). A null part is embedded. */
export interface Config {
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
  /** Null: made up and kept in `dataDir` where a part is embedded and `supabaseUrl` is null, else HS256 is refused. */
  readonly jwtSecret: string | null;
  readonly rest: RestSettings;
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

const SHORTEST_SECRET_BYTES = 32;
const HIGHEST_PORT = 65_535;
const LONGEST_REMINDER_HOURS = 14 * 24;
/** Outside production, where nobody named a sender. */
const TRIAL_MAIL_FROM = { name: 'Visita', address: 'visita@visita.example' };

const port = (fallback: number) => wholeNumber(fallback, 0, HIGHEST_PORT);
const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.some((protocol) => text.toLowerCase().startsWith(`${protocol}//`)), {
    error: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });
const list = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()).filter((item) => item !== ''));

const Environment = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  MIGRATION_DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  DATABASE_POOL_SIZE: wholeNumber(20, 2, 1000),
  SQS_QUEUE_URL: url('http:', 'https:').optional(),
  SQS_DLQ_URL: url('http:', 'https:').optional(),
  EMBEDDED_SQS_PORT: port(4566),
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  MAIL_FROM: z.string().transform(readMailAddress).refine((address) => address !== null, { error: 'must be an e-mail address, or Name <address>' }).optional(),
  PUBLIC_URL: url('http:', 'https:').optional(),
  DEFAULT_TIME_ZONE: z.string().refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/Lisbon' }).default('Europe/Lisbon'),
  DEFAULT_LOCALE: z.enum(['pt-PT', 'en'], { error: 'must be pt-PT or en' }).default('pt-PT'),
  REMINDER_HOURS: wholeNumber(24, 0, LONGEST_REMINDER_HOURS),
  MAILBOX_PORT: numberText(0, HIGHEST_PORT).optional(),
  EMBEDDED_SMTP_PORT: numberText(0, HIGHEST_PORT).optional(),
  SUPABASE_URL: url('http:', 'https:').optional(),
  SUPABASE_JWT_SECRET: z
    .string()
    .refine((secret) => Buffer.byteLength(secret) >= SHORTEST_SECRET_BYTES, {
      error: `must be at least ${SHORTEST_SECRET_BYTES} bytes long`,
    })
    .optional(),
  TRUST_ORGANIZATION_HEADER: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false')
    .transform((text) => text === 'true'),
  RATE_LIMIT_CALLER: wholeNumber(600, 0),
  RATE_LIMIT_ADDRESS: wholeNumber(3000, 0),
  RATE_LIMIT_BOOKING: wholeNumber(60, 0),
  TRUSTED_PROXIES: list.pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'must be a list of IP addresses or ranges, separated by commas' }))).default([]),
  CORS_ORIGINS: list.pipe(z.array(z.string().refine(isOrigin, { error: 'must be a list of origins such as https://app.example.pt, separated by commas' }))).default([]),
  METRICS_TOKEN: z.string().regex(/^[A-Za-z0-9\-._~+/]+=*$/, { error: 'must be usable as a bearer token (RFC 6750)' }).optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
});

type Settings = z.infer<typeof Environment>;

/** Reads the settings from the environment; an empty one counts as not set. Throws a ConfigurationError. */
export function readConfig(environment: Given): Config {
  const given: Given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  // Judged by what is set, not by what it is worth, so that they are told together with values that are wrong.
  const problems = [...missingInProduction(given), ...contradictions(given)];
  const { success, data, error } = Environment.safeParse(given);
  if (!success) {
    const broken = error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
    throw new ConfigurationError([...new Set(broken), ...problems]);
  }
  if (problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  return toConfig(data);
}

/** The variables that are set, as they were given. */
type Given = Readonly<Record<string, string | undefined>>;

/** In production every part is the real one: the embedded ones, and the demo with them, do not start. */
function missingInProduction(given: Given): string[] {
  if (given['NODE_ENV'] !== 'production') {
    return [];
  }
  const missing = ['DATABASE_URL', 'SQS_QUEUE_URL', 'SQS_DLQ_URL', 'SMTP_URL', 'MAIL_FROM']
    .filter((name) => given[name] === undefined)
    .map((name) => `${name} is missing: with NODE_ENV=production nothing is embedded`);
  return given['SUPABASE_URL'] === undefined && given['SUPABASE_JWT_SECRET'] === undefined
    ? [...missing, 'SUPABASE_URL or SUPABASE_JWT_SECRET is missing: without one of them every token is refused']
    : missing;
}

function contradictions(given: Given): string[] {
  const isSet = (name: string) => given[name] !== undefined;
  const problems: string[] = [];
  if (isSet('MIGRATION_DATABASE_URL') && !isSet('DATABASE_URL')) {
    problems.push('MIGRATION_DATABASE_URL is set but DATABASE_URL is not');
  }
  if (given['NODE_ENV'] === 'production') {
    return problems;
  }
  if (isSet('SQS_QUEUE_URL') !== isSet('SQS_DLQ_URL')) {
    problems.push('SQS_QUEUE_URL and SQS_DLQ_URL must be set together, or neither');
  }
  const nothingEmbedded = isSet('DATABASE_URL') && isSet('SQS_QUEUE_URL');
  if (nothingEmbedded && !isSet('SUPABASE_URL') && !isSet('SUPABASE_JWT_SECRET')) {
    problems.push('SUPABASE_URL or SUPABASE_JWT_SECRET is missing: without one of them every token is refused');
  }
  return problems;
}

function toConfig(settings: Settings): Config {
  const { DATABASE_URL, MIGRATION_DATABASE_URL, SQS_QUEUE_URL, SQS_DLQ_URL } = settings;
  return {
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
    logLevel: settings.LOG_LEVEL,
  };
}

function metricsAccess(settings: Settings): MetricsAccess {
  if (settings.METRICS_TOKEN !== undefined) {
    return { to: 'bearer', token: settings.METRICS_TOKEN };
  }
  return { to: settings.NODE_ENV === 'production' ? 'nobody' : 'everybody' };
}

function wholeNumber(fallback: number, lowest: number, highest = Number.MAX_SAFE_INTEGER) {
  return numberText(lowest, highest).default(fallback);
}

function numberText(lowest: number, highest: number) {
  const range = highest === Number.MAX_SAFE_INTEGER ? `${lowest} or more` : `from ${lowest} to ${highest}`;
  const isInRange = (text: string) => /^\d{1,9}$/.test(text) && Number(text) >= lowest && Number(text) <= highest;
  return z
    .string()
    .refine(isInRange, { error: `must be a whole number, ${range}` })
    .transform(Number);
}

function isOrigin(text: string): boolean {
  // A star matches nothing: what a browser sends is compared letter by letter.
  return /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** `Name <address>` or an address alone. Quotes around the name are dropped; nothing in it can begin another address. */
function readMailAddress(text: string): { name: string; address: string } | null {
  const [, quoted, plain, inBrackets, alone] = /^(?:(?:"([^"\p{C}]*)"|([^"<>,;\p{C}]*?))\s*<([^<>\s]+)>|([^<>\s]+))$/u.exec(text.trim()) ?? [];
  const address = inBrackets ?? alone;
  return address !== undefined && z.email().safeParse(address).success ? { name: (quoted ?? plain ?? '').trim(), address } : null;
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(text);
  } catch {
    return false;
  }
}
