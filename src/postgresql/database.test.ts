import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { createTestDatabase, type TestDatabase } from '../../test/database.fixture.ts';
import { hasCode, VisitaError } from '../errors.ts';
import { Database, type Connection } from './database.ts';

describe('a transaction', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  before(async () => {
    testDatabase = await createTestDatabase();
    await testDatabase.query('CREATE TABLE notes (text text UNIQUE)');
    database = new Database(testDatabase.url, 2, pino({ level: 'silent' }));
  });
  after(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const note = (connection: Connection, text: string) => connection.query('INSERT INTO notes VALUES ($1)', [text]);
  const notes = async () => (await testDatabase.query<{ text: string }>('SELECT text FROM notes ORDER BY text')).map(({ text }) => text);

  /** Ends the connection from outside and waits until PostgreSQL has let go of it. */
  async function terminate(connection: Connection): Promise<void> {
    const { rows } = await connection.query('SELECT pg_backend_pid() AS pid');
    await testDatabase.query(`SELECT pg_terminate_backend(($1::jsonb ->> 'pid')::int, 10000)`, [JSON.stringify(rows[0])]);
  }

  test('stores all of it or nothing', async () => {
    await database.transaction((connection) => note(connection, 'kept'));
    const failed = database.transaction(async (connection) => {
      await note(connection, 'forgotten');
      throw new VisitaError('conflict', 'no');
    });
    await assert.rejects(failed, (error) => hasCode(error, 'conflict'));
    assert.deepEqual(await notes(), ['kept']);
  });

  test('whose connection breaks between two statements is unavailable, and no more than that', async () => {
    const broken = database.transaction(async (connection) => {
      await note(connection, 'lost');
      await terminate(connection);
      // The news arrives while no statement runs: unheard it would end the process.
      await delay(100);
      await note(connection, 'lost, too');
    });
    await assert.rejects(broken, (error) => hasCode(error, 'unavailable'));
    assert.equal((await database.query('SELECT 1 AS one')).rowCount, 1, 'the next one has a new connection');
    assert.deepEqual(await notes(), ['kept']);
  });

  test('that swallows a failed statement is an error of ours, not of the database', async () => {
    const swallowed = database.transaction(async (connection) => {
      await note(connection, 'twice');
      await note(connection, 'twice').catch(() => undefined);
    });
    await assert.rejects(swallowed, (error) => !(error instanceof VisitaError));
    assert.deepEqual(await notes(), ['kept']);
  });

  test('plans a statement once, whatever it is asked with', async () => {
    const [plans] = await database.transaction(async (connection) => {
      for (let count = 1; count <= 20; count += 1) {
        await connection.query('SELECT FROM notes WHERE text = ANY ($1::text[])', [Array.from({ length: count }, (_, n) => String(n))]);
      }
      return (await connection.query(`SELECT generic_plans::int AS once, custom_plans::int AS anew FROM pg_prepared_statements WHERE statement LIKE '%ANY ($1::text[])'`)).rows;
    });
    assert.deepEqual(plans, { once: 20, anew: 0 });
  });

  test('a database that is closed, or that the role may not enter, is away', async () => {
    const away = await createTestDatabase();
    const closed = new Database(away.url, 1, pino({ level: 'silent' }));
    // As somebody who is no superuser, whom none of this would keep out.
    const asServer = new Database(away.serverUrl, 1, pino({ level: 'silent' }));
    const name = new URL(away.url).pathname.slice(1);
    await testDatabase.query(`REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`);
    await assert.rejects(asServer.query('SELECT 1'), (error) => hasCode(error, 'unavailable'));
    await testDatabase.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    for (const attempt of [() => closed.query('SELECT 1'), () => closed.runText('SELECT 1'), () => closed.ping(), () => closed.transaction(async () => {})]) {
      await assert.rejects(attempt(), (error) => hasCode(error, 'unavailable'));
    }
    await testDatabase.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await closed.ping();
    await Promise.all([closed.close(), asServer.close()]);
    await away.drop();
  });

  test('a refusal costs no connection, by itself or in a transaction; a statement that was given up neither', async () => {
    const one = new Database(testDatabase.url, 1, pino({ level: 'silent' }), { lockTimeoutMs: 50 });
    const backend = async () => (await one.query('SELECT pg_backend_pid() AS pid')).rows;
    const at = await backend();
    await assert.rejects(one.query('INSERT INTO notes VALUES ($1)', ['kept']));
    await assert.rejects(one.transaction((connection) => note(connection, 'kept')));
    await database.transaction(async (connection) => {
      await connection.query('LOCK TABLE notes');
      await assert.rejects(note(one, 'late'), (error) => hasCode(error, 'unavailable'));
      await assert.rejects(one.transaction((other) => note(other, 'late')), (error) => hasCode(error, 'unavailable'));
    });
    assert.deepEqual(await backend(), at);
    await one.close();
  });

  test('a connection whose prepared statement does not fit its table any more is not used again', async () => {
    await testDatabase.query('CREATE TABLE shapes (side int)');
    const one = new Database(testDatabase.url, 1, pino({ level: 'silent' }));
    const read = () => one.query('SELECT * FROM shapes');
    await read();
    await testDatabase.query('ALTER TABLE shapes ADD COLUMN corners int');
    await assert.rejects(read());
    assert.equal((await read()).rowCount, 0);
    await one.close();
  });

  test('a failed one leaves its connection usable', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await assert.rejects(database.transaction((connection) => connection.query('SELECT 1 / 0')));
    }
    assert.deepEqual(database.usage().waiting, 0);
    assert.equal((await database.query('SELECT 1 AS one')).rowCount, 1);
  });
});
