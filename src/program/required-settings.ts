import type { Role } from './role.ts';

/** The variables that are set, as they were given. */
export type Given = Readonly<Record<string, string | undefined>>;

const TOKENS = 'SUPABASE_URL or SUPABASE_JWT_SECRET';

/** What a role cannot do without. `all` makes up for what is missing, but not in production. */
const REQUIRED: Readonly<Record<Role, readonly string[]>> = {
  all: ['DATABASE_URL', 'SQS_QUEUE_URL', 'SQS_DLQ_URL', 'SMTP_URL', 'MAIL_FROM'],
  serve: ['DATABASE_URL'],
  // Links in mails lead to the servers, and this process does not know where they are.
  work: ['DATABASE_URL', 'SQS_QUEUE_URL', 'SQS_DLQ_URL', 'SMTP_URL', 'PUBLIC_URL'],
  migrate: ['DATABASE_URL'],
};

/** Mails and calendar files name a sender; outside production a made-up one does. */
const SENDERS: ReadonlySet<Role> = new Set(['serve', 'work']);

/** Every variable that this role misses. */
export function missingSettings(given: Given, role: Role): string[] {
  const inProduction = given['NODE_ENV'] === 'production';
  if (role === 'all' && !inProduction) {
    return [];
  }
  const why = role === 'all' ? 'with NODE_ENV=production nothing is embedded' : `the role ${role} embeds nothing`;
  const required = inProduction && SENDERS.has(role) ? [...REQUIRED[role], 'MAIL_FROM'] : REQUIRED[role];
  const missing = required.filter((name) => given[name] === undefined).map((name) => `${name} is missing: ${why}`);
  const knowsTokens = given['SUPABASE_URL'] !== undefined || given['SUPABASE_JWT_SECRET'] !== undefined;
  return knowsTokens || (role !== 'all' && role !== 'serve')
    ? missing
    : [...missing, `${TOKENS} is missing: without one of them every token is refused`];
}

/** Variables that are set but make no sense with, or without, another. */
export function contradictions(given: Given, role: Role): string[] {
  const isSet = (name: string) => given[name] !== undefined;
  const problems: string[] = [];
  if (isSet('MIGRATION_DATABASE_URL') && !isSet('DATABASE_URL')) {
    problems.push('MIGRATION_DATABASE_URL is set but DATABASE_URL is not');
  }
  if (isSet('SUPABASE_ANON_KEY') && !isSet('SUPABASE_URL')) {
    problems.push('SUPABASE_ANON_KEY is set but SUPABASE_URL is not');
  }
  if (isSet('SQS_QUEUE_URL') && given['SQS_QUEUE_URL'] === given['SQS_DLQ_URL']) {
    // What cannot be read would go round in it for ever.
    problems.push('SQS_QUEUE_URL and SQS_DLQ_URL are the same queue');
  }
  if (given['NODE_ENV'] === 'production' || role !== 'all') {
    return problems;
  }
  if (isSet('SQS_QUEUE_URL') !== isSet('SQS_DLQ_URL')) {
    problems.push('SQS_QUEUE_URL and SQS_DLQ_URL must be set together, or neither');
  }
  const nothingEmbedded = isSet('DATABASE_URL') && isSet('SQS_QUEUE_URL');
  if (nothingEmbedded && !isSet('SUPABASE_URL') && !isSet('SUPABASE_JWT_SECRET')) {
    problems.push(`${TOKENS} is missing: without one of them every token is refused`);
  }
  return problems;
}
