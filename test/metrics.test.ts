import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { screeningBody } from './tracing.fixture.ts';
import { TestQueue } from './queue.fixture.ts';
import { until } from './until.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

describe('the metrics', { timeout: 200_000 }, () => {
  let visita: TestVisita;
  let queue: TestQueue;
  before(async () => {
    visita = await startVisita();
    queue = new TestQueue(visita);
  });
  after(async () => {
    queue.close();
    await visita.stop();
  });

  const scrape = async () => (await fetch(`${visita.server.url}/metrics`)).text();
  /** The sum over all labels. */
  const figure = async (name: string) => {
    const found = [...(await scrape()).matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))];
    assert.ok(found.length > 0, name);
    return found.reduce((sum, [, value]) => sum + Number(value), 0);
  };

  test('say of each pool how it is used and how long was waited for a connection', async () => {
    await visita.agent(randomUUID());
    const text = await scrape();
    for (const pool of ['requests', 'shared', 'messages', 'changes']) {
      for (const name of ['connections', 'idle_connections', 'waiting_requests', 'max_connections']) {
        assert.match(text, new RegExp(`^database_pool_${name}\\{pool="${pool}"\\} \\d+$`, 'm'));
      }
    }
    assert.match(text, /^database_pool_max_connections\{pool="requests"\} 20$/m);
    assert.ok((await figure('database_pool_wait_seconds_count')) > 0);
  });

  test('say how many messages the queue holds, and how long after it was sent each was settled', async () => {
    const settled = await figure('queue_message_lag_seconds_count');
    await queue.process(screeningBody(randomUUID()));
    await until('the lag is told', async () => (await figure('queue_message_lag_seconds_count')) === settled + 1);
    assert.ok((await figure('queue_message_lag_seconds_sum')) < 60);
    await queue.send('no JSON');
    await until('the dead letter is counted', async () => (await figure('queue_dead_letters')) === 1);
    assert.equal(await figure('queue_messages_waiting'), 0);
    assert.equal(await figure('queue_messages_in_hand'), 0);
  });

  test('say what the jobs did, and what waits for them', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = [await visita.agent(organizationId), await visita.applicant(organizationId)];
    const { body } = await agent.api.createSlot(visitAt({ property_id: randomUUID() }));
    assert.equal((await applicant.api.createBooking({ slot_id: body.slot.id })).status, 201);
    const jobs = async () => Object.fromEntries([...(await scrape()).matchAll(/^jobs_total\{task="(\w+)",outcome="done"\} (\d+)$/gm)].map(([, job, count]) => [job, Number(count)]));
    await until('both are tried', async () => ((await jobs())['delivery'] ?? 0) >= 2);
    assert.ok(((await jobs())['outbox'] ?? 0) >= 1);
    assert.ok(((await jobs())['expired_answers'] ?? 0) >= 1);
    for (const task of ['expired_answers', 'past_bookings']) {
      const doneAt = Number(new RegExp(`^hourly_job_done_timestamp_seconds\\{task="${task}"\\} (\\S+)$`, 'm').exec(await scrape())?.[1]);
      assert.ok(Math.abs(Date.now() / 1000 - doneAt) < 600, `${task}: ${doneAt}`);
    }
    assert.ok((await figure('message_jobs_due')) >= 0);
    assert.ok((await figure('message_jobs_oldest_seconds')) >= 0);
  });

  test('a reminder of a visit to come is not due', async () => {
    const organizationId = randomUUID();
    const [agent, applicant] = [await visita.agent(organizationId), await visita.applicant(organizationId)];
    const { body } = await agent.api.createSlot(visitAt({ property_id: randomUUID(), hours: 24 * 20 }));
    assert.equal((await applicant.api.createBooking({ slot_id: body.slot.id })).status, 201);
    await until('the reminder is queued', async () => {
      const rows = await visita.database.query(`SELECT FROM pgboss.job WHERE start_after > now() + interval '1 day'`);
      return rows.length > 0;
    });
    // What is tried again and again here, because nothing takes mail, is put off as well; one of it may be in hand meanwhile.
    await until('nothing is due', async () => {
      await visita.database.query(`UPDATE pgboss.job SET start_after = now() + interval '1 day' WHERE state < 'active'`);
      return (await figure('message_jobs_due')) === 0 && (await figure('message_jobs_oldest_seconds')) === 0;
    });
  });

  test('have bounded labels: none of them names a person, an organization, a path or a text', async () => {
    const labels = new Set([...(await scrape()).matchAll(/[{,](\w+)="/g)].map(([, label]) => label ?? ''));
    const bounded = new Set(['method', 'route', 'status_code', 'outcome', 'reason', 'pool', 'task', 'le', 'quantile', 'type', 'kind', 'space', 'version', 'major', 'minor', 'patch']);
    assert.deepEqual([...labels].filter((label) => !bounded.has(label)), []);
  });
});
