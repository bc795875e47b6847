import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { migrate } from '../src/postgresql/migrations.ts';
import { createTestDatabase, type TestDatabase } from './database.fixture.ts';
import { PROJECT } from './process.fixture.ts';
import { statementsIn, withNumbers } from './statements.fixture.ts';

// docs/migrations.md, held. squawk (npm run check) knows which statements lock for long; here is what it does not know of.

/** Written before there was a version to update from. */
const FIRST_HELD = '0008';
/** What the version before may still use. It may go later, under a comment that says since when nobody uses it. */
const TAKING_AWAY = /\b(DROP\s+(TABLE|COLUMN|TYPE|FUNCTION|VIEW|SEQUENCE|SCHEMA)|RENAME|ALTER\s+(COLUMN\s+)?\w+\s+(SET\s+DATA\s+)?TYPE|SET\s+NOT\s+NULL|REVOKE|TRUNCATE)\b/i;
const NEW_DEMAND = /\bADD\s+COLUMN\s+(IF\s+NOT\s+EXISTS\s+)?\w+[^,;]*\bNOT\s+NULL\b(?![^,;]*\bDEFAULT\b)/i;
const CONTRACT = /^-- contract: nothing uses it since \d{4}_\w+$/m;

/** What a migration does that the rules forbid. */
function violationsOf(sql: string): string[] {
  const text = sql.replaceAll(/--.*$/gm, '');
  return [
    ...(/^SET LOCAL lock_timeout = '\d+s';$/m.test(sql) && /^SET LOCAL statement_timeout = '\d+s';$/m.test(sql) ? [] : ['no time limits']),
    ...(TAKING_AWAY.test(text) && !CONTRACT.test(sql) ? ['takes away what the version before may use'] : []),
    ...(NEW_DEMAND.test(text) ? ['demands a column that the version before does not write'] : []),
  ];
}

const migrations = globSync('db/migrations/*.sql', { cwd: PROJECT }).toSorted();

describe('a migration', () => {
  for (const file of migrations.filter((each) => basename(each) >= FIRST_HELD)) {
    test(`runs beside the version before: ${basename(file)}`, () => {
      assert.deepEqual(violationsOf(readFileSync(`${PROJECT}${file}`, 'utf8')), []);
    });
  }

  const LIMITS = `SET LOCAL lock_timeout = '5s';\nSET LOCAL statement_timeout = '60s';\n`;
  const judged: Readonly<Record<string, string | null>> = {
    'ALTER TABLE slots ADD COLUMN floor text;': null,
    'ALTER TABLE slots ADD COLUMN floor bigint NOT NULL DEFAULT 0;': null,
    '-- contract: nothing uses it since 0009_floors\nALTER TABLE slots DROP COLUMN floor;': null,
    '-- nobody may RENAME a column\nCREATE TABLE floors (id uuid NOT NULL);': null,
    'ALTER TABLE slots DROP COLUMN status;': 'takes away',
    'ALTER TABLE slots RENAME COLUMN status TO state;': 'takes away',
    'ALTER TABLE slots ALTER COLUMN status TYPE text;': 'takes away',
    'ALTER TABLE slots ALTER COLUMN booking_id SET NOT NULL;': 'takes away',
    'DROP TABLE outbox;': 'takes away',
    'ALTER TABLE slots ADD COLUMN floor bigint NOT NULL;': 'demands',
  };
  for (const [statement, violation] of Object.entries(judged)) {
    test(`with ${statement.split('\n').at(-1)} is ${violation === null ? 'let through' : 'refused'}`, () => {
      const found = violationsOf(`${LIMITS}${statement}`);
      assert.equal(found.length, violation === null ? 0 : 1, found.join());
      assert.ok(violation === null || found[0]?.startsWith(violation));
    });
  }

  test('without limits of time is refused', () => assert.deepEqual(violationsOf('CREATE TABLE floors (id uuid);'), ['no time limits']));
});

function git(...args: string[]): string | null {
  const { status, stdout } = spawnSync('git', args, { cwd: PROJECT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? stdout.trim() : null;
}

/** The commit before the newest migration came; null where there is no history. */
function versionBefore(): string | null {
  const newest = migrations.at(-1) ?? '';
  const added = git('log', '--diff-filter=A', '--format=%H', '-1', '--', newest);
  return added === '' ? git('rev-parse', 'HEAD') : added === null ? null : git('rev-parse', '--verify', '--quiet', `${added}^`);
}

const previous = versionBefore();

describe('the version before the newest migration', { skip: previous === null ? 'there is no git history here: its statements are not known' : false }, () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
    await migrate(database.url, pino({ level: 'silent' }));
  });
  after(() => database.drop());

  test('finds everything that its statements name', async (t) => {
    const files = (git('ls-tree', '-r', '--name-only', previous ?? '', 'src') ?? '').split('\n').filter((file) => file.endsWith('.sql'));
    const statements = files.flatMap((file) => statementsIn(git('show', `${previous}:${file}`) ?? ''));
    assert.ok(statements.length > 20);
    t.diagnostic(`${statements.length} statements of ${previous?.slice(0, 9)}`);
    for (const { name, text } of statements) {
      await assert.doesNotReject(database.query(`PREPARE "${name}" AS ${withNumbers(text)}`), name);
    }
  });
});
