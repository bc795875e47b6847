import { z } from 'zod';
import { findTimeZone } from '../property.ts';

const SHORTEST_SECRET_BYTES = 32;
const HIGHEST_PORT = 65_535;
const LONGEST_REMINDER_HOURS = 14 * 24;
const LONGEST_DRAIN_SECONDS = 600;

const port = (fallback: number) => wholeNumber(fallback, 0, HIGHEST_PORT);
const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.some((protocol) => text.toLowerCase().startsWith(`${protocol}//`)), {
    error: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });
/** A URL that paths are put behind; kept without a slash at its end. */
const baseUrl = url('http:', 'https:')
  .refine(isBase, { error: 'must be without a query, a fragment and a name to sign in with: paths are put behind it' })
  .transform((text) => text.replace(/\/+$/, ''));
const list = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()).filter((item) => item !== ''));

/** The variables of README.md (Configure it): what each may be, and what it is where it is not set. */
export const Environment = z.object({
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
  PUBLIC_URL: baseUrl.optional(),
  DEFAULT_TIME_ZONE: z.string().transform(findTimeZone).refine((zone) => zone !== null, { error: 'must be an IANA time zone such as Europe/Lisbon' }).default('Europe/Lisbon'),
  DEFAULT_LOCALE: z.enum(['pt-PT', 'en'], { error: 'must be pt-PT or en' }).default('pt-PT'),
  REMINDER_HOURS: wholeNumber(24, 0, LONGEST_REMINDER_HOURS),
  MAILBOX_PORT: numberText(0, HIGHEST_PORT).optional(),
  EMBEDDED_SMTP_PORT: numberText(0, HIGHEST_PORT).optional(),
  SUPABASE_URL: baseUrl.refine((text) => !text.endsWith('/auth/v1'), { error: 'must be the project\'s URL, without /auth/v1' }).optional(),
  SUPABASE_ANON_KEY: z.string().refine(isPublicKey, { error: 'must be the project\'s anon or publishable key, and never a secret one: every page shows it' }).optional(),
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
  DRAIN_SECONDS: numberText(0, LONGEST_DRAIN_SECONDS).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: baseUrl.optional(),
  OTEL_TRACES_SAMPLER_ARG: z.string().regex(/^(0(\.\d+)?|1(\.0+)?)$/, { error: 'must be a number from 0 to 1' }).default('1').transform(Number),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
});

/** The variables, read. */
export type Settings = z.infer<typeof Environment>;

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

/** False for a key that opens everything: `sb_secret_…`, and the older token of the role `service_role`. */
function isPublicKey(text: string): boolean {
  const [, payload = ''] = text.split('.');
  const opensEverything = text.startsWith('sb_secret_') || Buffer.from(payload, 'base64url').toString().includes('service_role');
  return /^[A-Za-z0-9._-]+$/.test(text) && !opensEverything;
}

/** What is no URL at all is refused by another rule. */
function isBase(text: string): boolean {
  if (!URL.canParse(text)) {
    return true;
  }
  const { search, hash, username, password } = new URL(text);
  // An empty query or fragment is none to the URL, but still a sign in the text.
  return [search, hash, username, password].every((part) => part === '') && !/[?#]/.test(text);
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
