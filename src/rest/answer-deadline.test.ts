import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fastify from 'fastify';
import { registerAnswerDeadline } from './answer-deadline.ts';
import { sendProblem } from './problem.ts';

const WITHIN_MS = 100;

function serverWithDeadline() {
  const app = fastify();
  app.setErrorHandler(sendProblem);
  registerAnswerDeadline(app, WITHIN_MS);
  return app;
}

test('whoever is not answered in time is told so with 503, and the late answer goes nowhere', async () => {
  const app = serverWithDeadline();
  const answer = Promise.withResolvers<string>();
  app.get('/slow', () => answer.promise);
  const { statusCode, headers, body } = await app.inject('/slow');
  assert.equal(statusCode, 503);
  assert.match(String(headers['content-type']), /^application\/problem\+json/);
  assert.match(body, /took too long/);
  answer.resolve('late');
  await pause(10);
  await app.close();
});

test('an answer in time is left alone, also when the time is over', async () => {
  const app = serverWithDeadline();
  app.get('/quick', async () => 'here');
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  assert.equal(await (await fetch(`${address}/quick`)).text(), 'here');
  await pause(2 * WITHIN_MS);
  assert.equal(await (await fetch(`${address}/quick`)).text(), 'here');
  await app.close();
});

test('an answer that was begun and does not end is cut off', async () => {
  const app = serverWithDeadline();
  app.get('/begun', (_request, reply) => void reply.raw.writeHead(200).write('a beginning'));
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const response = await fetch(`${address}/begun`);
  await assert.rejects(response.text());
  await app.close();
});

test('a route with a limit of its own keeps it', async () => {
  const app = serverWithDeadline();
  app.get('/patient', { handlerTimeout: 60_000 }, async () => {
    await pause(2 * WITHIN_MS);
    return 'after a while';
  });
  assert.equal((await app.inject('/patient')).body, 'after a while');
  await app.close();
});
