import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ConfigurationError, readConfig } from './config.ts';
import type { Role } from './program/role.ts';

const DASHBOARD_FOLDER = fileURLToPath(new URL('../web/dist', import.meta.url));
const SECRET = 'a-secret-that-is-just-32-bytes-ok';
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://visita:hunter2@db.example/visita',
  SQS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/1/events',
  SQS_DLQ_URL: 'https://sqs.eu-west-1.amazonaws.com/1/events-dlq',
  SUPABASE_URL: 'https://project.supabase.co',
  SMTP_URL: 'smtps://user:hunter2@mail.example',
  MAIL_FROM: 'Visitas <visitas@agency.example>',
};

/** What is wrong with these settings; fails when nothing is. */
function problemsOf(environment: Record<string, string>, role: Role = 'all'): readonly string[] {
  try {
    readConfig(environment, role);
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    for (const problem of error.problems) {
      assert.ok(error.message.includes(problem), 'the message leaves a problem out');
    }
    return error.problems;
  }
  return assert.fail(`accepted: ${JSON.stringify(environment)}`);
}

function assertRefused(name: string, values: readonly string[]): void {
  for (const value of values) {
    const problems = problemsOf({ [name]: value });
    assert.equal(problems.length, 1, `${name}=${value}: ${problems.join('; ')}`);
    assert.match(problems[0] ?? '', new RegExp(`^${name} must be `), `${name}=${value}`);
  }
}

describe('the configuration', () => {
  test('without any variable is that of a bare machine', () => {
    assert.deepEqual(readConfig({}), {
      role: 'all',
      host: '127.0.0.1',
      port: 3000,
      dataDir: '.data',
      database: null,
      databasePoolSize: 20,
      queue: null,
      embeddedSqsPort: 4566,
      mail: {
        smtpUrl: null,
        from: { name: 'Visita', address: 'visita@visita.example' },
        publicUrl: null,
        timeZone: 'Europe/Lisbon',
        locale: 'pt-PT',
        reminderHours: 24,
        mailboxPort: null,
        embeddedSmtpPort: null,
      },
      supabaseUrl: null,
      supabaseAnonKey: null,
      demoSignIn: true,
      dashboardFolder: DASHBOARD_FOLDER,
      jwtSecret: null,
      rest: {
        trustOrganizationHeader: false,
        rateLimits: { caller: 600, address: 3000, booking: 60 },
        metricsAccess: { to: 'everybody' },
        trustedProxies: [],
        corsOrigins: [],
      },
      drainDelaySeconds: 0,
      traces: null,
      logLevel: 'info',
    });
  });

  test('takes every variable', () => {
    const config = readConfig({
      ...PRODUCTION,
      HOST: '::',
      PORT: '0',
      DATA_DIR: '/var/lib/visita',
      MIGRATION_DATABASE_URL: 'postgresql://owner@db.example/visita',
      DATABASE_POOL_SIZE: '2',
      EMBEDDED_SQS_PORT: '65535',
      PUBLIC_URL: 'https://visits.agency.example',
      DEFAULT_TIME_ZONE: 'Atlantic/Azores',
      DEFAULT_LOCALE: 'en',
      REMINDER_HOURS: '336',
      MAILBOX_PORT: '0',
      EMBEDDED_SMTP_PORT: '2525',
      SUPABASE_ANON_KEY: 'sb_publishable_abc',
      SUPABASE_JWT_SECRET: SECRET,
      TRUST_ORGANIZATION_HEADER: 'true',
      RATE_LIMIT_CALLER: '1',
      RATE_LIMIT_ADDRESS: '0',
      RATE_LIMIT_BOOKING: '999999999',
      TRUSTED_PROXIES: '10.0.0.1, 192.168.0.0/16,::1 ,fd00::/8,',
      CORS_ORIGINS: 'https://app.example.pt, http://localhost:5173',
      METRICS_TOKEN: 'abc-._~+/123==',
      DRAIN_SECONDS: '15',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      LOG_LEVEL: 'silent',
    });
    assert.deepEqual(config, {
      role: 'all',
      host: '::',
      port: 0,
      dataDir: '/var/lib/visita',
      database: { url: PRODUCTION.DATABASE_URL, migrationUrl: 'postgresql://owner@db.example/visita' },
      databasePoolSize: 2,
      queue: { url: PRODUCTION.SQS_QUEUE_URL, deadLetterUrl: PRODUCTION.SQS_DLQ_URL },
      embeddedSqsPort: 65_535,
      mail: {
        smtpUrl: PRODUCTION.SMTP_URL,
        from: { name: 'Visitas', address: 'visitas@agency.example' },
        publicUrl: 'https://visits.agency.example',
        timeZone: 'Atlantic/Azores',
        locale: 'en',
        reminderHours: 336,
        mailboxPort: 0,
        embeddedSmtpPort: 2525,
      },
      supabaseUrl: PRODUCTION.SUPABASE_URL,
      supabaseAnonKey: 'sb_publishable_abc',
      demoSignIn: false,
      dashboardFolder: DASHBOARD_FOLDER,
      jwtSecret: SECRET,
      rest: {
        trustOrganizationHeader: true,
        rateLimits: { caller: 1, address: 0, booking: 999_999_999 },
        metricsAccess: { to: 'bearer', token: 'abc-._~+/123==' },
        trustedProxies: ['10.0.0.1', '192.168.0.0/16', '::1', 'fd00::/8'],
        corsOrigins: ['https://app.example.pt', 'http://localhost:5173'],
      },
      drainDelaySeconds: 15,
      traces: { url: 'http://collector.example:4318', share: 0.25 },
      logLevel: 'silent',
    });
  });

  test('takes an empty variable for one that is not set', () => {
    const names = ['HOST', 'PORT', 'DATA_DIR', 'DATABASE_URL', 'MIGRATION_DATABASE_URL', 'DATABASE_POOL_SIZE', 'SQS_QUEUE_URL',
      'SQS_DLQ_URL', 'EMBEDDED_SQS_PORT', 'SUPABASE_URL', 'SUPABASE_ANON_KEY', 'SUPABASE_JWT_SECRET', 'TRUST_ORGANIZATION_HEADER', 'RATE_LIMIT_CALLER',
      'RATE_LIMIT_ADDRESS', 'RATE_LIMIT_BOOKING', 'TRUSTED_PROXIES', 'CORS_ORIGINS', 'METRICS_TOKEN', 'LOG_LEVEL', 'NODE_ENV',
      'SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL', 'DEFAULT_TIME_ZONE', 'DEFAULT_LOCALE', 'REMINDER_HOURS', 'MAILBOX_PORT', 'EMBEDDED_SMTP_PORT',
      'DRAIN_SECONDS', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_TRACES_SAMPLER_ARG'];
    assert.deepEqual(readConfig(Object.fromEntries(names.map((name) => [name, '']))), readConfig({}));
    assert.equal(problemsOf({ ...PRODUCTION, DATABASE_URL: '' }).length, 1);
  });

  test('leaves variables of others alone', () => {
    assert.deepEqual(readConfig({ PATH: '/bin', AWS_REGION: 'eu-west-1', port: 'x' }), readConfig({}));
  });

  test('a slash at the end of a URL that paths are put behind does not matter', () => {
    const { supabaseUrl, mail } = readConfig({ SUPABASE_URL: 'https://project.supabase.co/', PUBLIC_URL: 'https://agencia.example/visitas//' });
    assert.deepEqual([supabaseUrl, mail.publicUrl], ['https://project.supabase.co', 'https://agencia.example/visitas']);
  });

  test('refuses ports that are none', () => {
    assertRefused('PORT', ['-1', '65536', '3000.5', '1e3', '0x50', ' 80', 'http', '99999999999']);
    assertRefused('EMBEDDED_SQS_PORT', ['-1', '65536', 'four']);
  });

  test('refuses senders, time zones, locales and hours that are none', () => {
    for (const from of ['Visita', 'a@', 'a@b.example, c@d.example', 'A <a@b.example> <c@d.example>', 'A\r\nBcc: <a@b.example>', 'a@b.example>']) {
      assertRefused('MAIL_FROM', [from]);
    }
    assert.deepEqual(readConfig({ MAIL_FROM: '"Visitas, Lda." <a@b.example>' }).mail.from, { name: 'Visitas, Lda.', address: 'a@b.example' });
    assert.deepEqual(readConfig({ MAIL_FROM: 'a@b.example' }).mail.from, { name: '', address: 'a@b.example' });
    assertRefused('DEFAULT_TIME_ZONE', ['Lisbon', '+01:00', 'Europe/']);
    assertRefused('DEFAULT_LOCALE', ['pt', 'EN']);
    assertRefused('REMINDER_HOURS', ['-1', '337', '1.5']);
    assertRefused('PUBLIC_URL', ['visits.example', 'ftp://visits.example', 'https://visits.example/?a=b', 'https://visits.example/#c', 'https://visits.example?', 'https://u:p@visits.example']);
    assertRefused('SUPABASE_URL', ['project.supabase.co', 'https://project.supabase.co/auth/v1', 'https://project.supabase.co/auth/v1/']);
    assert.equal(readConfig({ DEFAULT_TIME_ZONE: 'europe/lisbon' }).mail.timeZone, 'Europe/Lisbon');
    assert.match(problemsOf({ SMTP_URL: 'mail.example:25', MAIL_FROM: 'a@b.example' }).join(), /^SMTP_URL must be /);
  });

  test('refuses sizes and limits that are no whole numbers in their range', () => {
    assertRefused('DATABASE_POOL_SIZE', ['0', '1', '1001', 'many', '2.5']);
    for (const name of ['RATE_LIMIT_CALLER', 'RATE_LIMIT_ADDRESS', 'RATE_LIMIT_BOOKING']) {
      assertRefused(name, ['-1', 'none', '1.5', '1_000']);
    }
  });

  test('refuses a secret of fewer than 32 bytes, and counts bytes', () => {
    assertRefused('SUPABASE_JWT_SECRET', ['a', 'x'.repeat(31)]);
    assert.equal(readConfig({ SUPABASE_JWT_SECRET: 'é'.repeat(16) }).jwtSecret, 'é'.repeat(16));
  });

  test('shows no secret key of Supabase on a page', () => {
    const tokenOf = (role: string) => ['eyJhbGciOiJIUzI1NiJ9', Buffer.from(JSON.stringify({ iss: 'supabase', role })).toString('base64url'), 'c2ln'].join('.');
    const problems = (key: string) => problemsOf({ SUPABASE_URL: PRODUCTION.SUPABASE_URL, SUPABASE_ANON_KEY: key });
    for (const key of ['sb_secret_abc', tokenOf('service_role'), 'two words', 'a\nb']) {
      assert.match(problems(key).join(), /^SUPABASE_ANON_KEY must be .*never a secret one/);
    }
    for (const key of ['sb_publishable_abc', tokenOf('anon')]) {
      assert.equal(readConfig({ SUPABASE_URL: PRODUCTION.SUPABASE_URL, SUPABASE_ANON_KEY: key }).supabaseAnonKey, key);
    }
  });

  test('signs demo people in on a machine of its own alone', () => {
    const { SUPABASE_URL, DATABASE_URL } = PRODUCTION;
    for (const HOST of ['localhost', '127.0.0.1', '127.8.9.10', '::1']) {
      assert.equal(readConfig({ HOST }).demoSignIn, true, HOST);
    }
    for (const HOST of ['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', '127.0.0.1.evil.example', 'localhost.evil.example', '::2']) {
      assert.equal(readConfig({ HOST }).demoSignIn, false, HOST);
    }
    assert.equal(readConfig({ SUPABASE_URL }).demoSignIn, false);
    assert.equal(readConfig({ DATABASE_URL }).demoSignIn, false);
    assert.equal(readConfig({ ...PRODUCTION, HOST: '127.0.0.1' }).demoSignIn, false);
  });

  test('refuses URLs of another kind', () => {
    assertRefused('SUPABASE_URL', ['project.supabase.co', 'ftp://project.supabase.co', 'https://']);
    for (const url of ['localhost/visita', 'mysql://h/d', 'https://h/d', 'postgres:visita']) {
      assert.match(problemsOf({ DATABASE_URL: url }).join(), /^DATABASE_URL must be /, url);
    }
    for (const url of ['applicant-events', 'sqs://queue', 'arn:aws:sqs:eu-west-1:1:events']) {
      const problems = problemsOf({ SQS_QUEUE_URL: url, SQS_DLQ_URL: url });
      assert.deepEqual(problems.map((problem) => problem.split(' ')[0]), ['SQS_QUEUE_URL', 'SQS_DLQ_URL', 'SQS_QUEUE_URL'], url);
    }
  });

  test('refuses proxies that are no addresses, and origins that are more or less than an origin', () => {
    assertRefused('TRUSTED_PROXIES', ['proxy.example', '10.0.0.0/33', '10.0.0', '10.0.0.1;10.0.0.2', 'true', '*']);
    assertRefused('CORS_ORIGINS', ['*', 'null', 'app.example', 'https://app.example/', 'https://app.example/x', 'https://*.example', 'ftp://app.example']);
  });

  test('refuses other values where there is a choice', () => {
    assertRefused('TRUST_ORGANIZATION_HEADER', ['yes', '1', 'TRUE']);
    assertRefused('LOG_LEVEL', ['verbose', 'INFO']);
    assertRefused('OTEL_TRACES_SAMPLER_ARG', ['-0.1', '1.5', 'always', '.5']);
    assertRefused('DRAIN_SECONDS', ['-1', '601', '5s']);
    assertRefused('OTEL_EXPORTER_OTLP_ENDPOINT', ['collector:4318', 'grpc://collector']);
    assertRefused('METRICS_TOKEN', ['with space', 'ümlaut', 'a\nb']);
  });

  test('names every problem in one message, values that are wrong and settings that contradict', () => {
    const problems = problemsOf({ PORT: 'x', LOG_LEVEL: 'x', CORS_ORIGINS: '*,*', MIGRATION_DATABASE_URL: 'postgres://h/d', SQS_DLQ_URL: 'https://q' });
    const named = problems.map((problem) => problem.split(' ')[0]);
    assert.deepEqual(named, ['PORT', 'CORS_ORIGINS', 'LOG_LEVEL', 'MIGRATION_DATABASE_URL', 'SQS_QUEUE_URL']);
  });

  test('quotes no value, as it may be a secret', () => {
    const message = problemsOf({ SUPABASE_JWT_SECRET: 'hunter2', METRICS_TOKEN: 'hunter2 hunter2', DATABASE_URL: 'mysql://u:hunter2@h/d' }).join();
    assert.doesNotMatch(message, /hunter2/);
  });

  test('needs no sender of mail outside production', () => {
    assert.equal(readConfig({ SMTP_URL: PRODUCTION.SMTP_URL }).mail.from.address, 'visita@visita.example');
  });

  test('refuses settings that contradict', () => {
    const { NODE_ENV: _, SUPABASE_URL: __, DATABASE_URL, SQS_QUEUE_URL, SQS_DLQ_URL } = PRODUCTION;
    assert.match(problemsOf({ MIGRATION_DATABASE_URL: DATABASE_URL }).join(), /DATABASE_URL is not/);
    assert.match(problemsOf({ SUPABASE_ANON_KEY: 'sb_publishable_abc' }).join(), /SUPABASE_URL is not/);
    assert.match(problemsOf({ SQS_QUEUE_URL }).join(), /SQS_DLQ_URL/);
    assert.match(problemsOf({ SQS_DLQ_URL }).join(), /SQS_QUEUE_URL/);
    for (const role of ['all', 'serve', 'work'] as const) {
      assert.match(problemsOf({ ...PRODUCTION, PUBLIC_URL: 'https://visits.example', SQS_DLQ_URL: SQS_QUEUE_URL }, role).join(), /^SQS_QUEUE_URL and SQS_DLQ_URL are the same queue$/);
    }
    // Nothing is embedded, so nothing makes up a secret: no token could ever be accepted.
    assert.match(problemsOf({ DATABASE_URL, SQS_QUEUE_URL, SQS_DLQ_URL }).join(), /SUPABASE_URL or SUPABASE_JWT_SECRET/);
    assert.equal(readConfig({ DATABASE_URL }).queue, null);
    assert.equal(readConfig({ SQS_QUEUE_URL, SQS_DLQ_URL }).database, null);
  });
});

describe('the configuration in production', () => {
  test('names each missing variable', () => {
    const problems = problemsOf({ NODE_ENV: 'production' });
    assert.deepEqual(problems.map((problem) => problem.split(' ')[0]), ['DATABASE_URL', 'SQS_QUEUE_URL', 'SQS_DLQ_URL', 'SMTP_URL', 'MAIL_FROM', 'SUPABASE_URL']);
    for (const name of ['DATABASE_URL', 'SQS_QUEUE_URL', 'SQS_DLQ_URL', 'SMTP_URL', 'MAIL_FROM', 'SUPABASE_URL'] as const) {
      const { [name]: _, ...others } = PRODUCTION;
      assert.deepEqual(problemsOf(others).map((problem) => problem.split(' ')[0]), [name]);
    }
  });

  test('names what is missing beside what is wrong', () => {
    const problems = problemsOf({ NODE_ENV: 'production', PORT: 'x' });
    assert.equal(problems.length, 7);
  });

  test('is content with either way to verify tokens, makes no secret up and embeds nothing', () => {
    const { SUPABASE_URL: _, ...others } = PRODUCTION;
    assert.equal(readConfig({ ...others, SUPABASE_JWT_SECRET: SECRET }).supabaseUrl, null);
    const config = readConfig(PRODUCTION);
    assert.equal(config.jwtSecret, null);
    assert.notEqual(config.database, null);
    assert.notEqual(config.queue, null);
  });

  test('takes requests for five seconds after it was told to end, unless told otherwise', () => {
    assert.equal(readConfig(PRODUCTION).drainDelaySeconds, 5);
    assert.equal(readConfig({ ...PRODUCTION, DRAIN_SECONDS: '0' }).drainDelaySeconds, 0);
  });

  test('asks each role for what it uses, and for nothing else', () => {
    const { NODE_ENV, DATABASE_URL, SUPABASE_URL, MAIL_FROM, SQS_QUEUE_URL, SQS_DLQ_URL, SMTP_URL } = PRODUCTION;
    const needs = {
      serve: { DATABASE_URL, SUPABASE_URL, MAIL_FROM },
      work: { DATABASE_URL, SQS_QUEUE_URL, SQS_DLQ_URL, SMTP_URL, MAIL_FROM, PUBLIC_URL: 'https://visits.agency.example' },
      migrate: { DATABASE_URL },
    };
    for (const role of ['serve', 'work', 'migrate'] as const) {
      assert.equal(readConfig({ NODE_ENV, ...needs[role] }, role).role, role);
      for (const name of Object.keys(needs[role])) {
        const problems = problemsOf({ NODE_ENV, ...needs[role], [name]: '' }, role);
        assert.deepEqual(problems.map((problem) => problem.split(' ')[0]), [name]);
      }
    }
  });

  test('migrates with the same role unless told otherwise', () => {
    assert.equal(readConfig(PRODUCTION).database?.migrationUrl, PRODUCTION.DATABASE_URL);
  });

  test('has no metrics without a token for them', () => {
    assert.deepEqual(readConfig(PRODUCTION).rest.metricsAccess, { to: 'nobody' });
    assert.deepEqual(readConfig({ ...PRODUCTION, METRICS_TOKEN: 't' }).rest.metricsAccess, { to: 'bearer', token: 't' });
  });
});
