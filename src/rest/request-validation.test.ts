import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Fastify from 'fastify';
import fc from 'fast-check';
import { z } from 'zod';
import { sendProblem } from './problem.ts';
import { compileRequestSchema } from './request-validation.ts';

const ID = '3d6f0a1e-2b4c-4f5d-8e9a-1b2c3d4e5f60';
const Problem = z.object({ code: z.string(), detail: z.string(), errors: z.array(z.object({ path: z.string(), message: z.string() })) });

// A real fastify with the product's validator: what a handler gets is sent back.
const app = Fastify();
app.setValidatorCompiler(compileRequestSchema);
app.setErrorHandler(sendProblem);
const time = { type: 'string', format: 'date-time' };
const body = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'start_time'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    start_time: time,
    notes: { type: 'string', maxLength: 5, pattern: '^[^\\u0000]*$' },
    deep: { type: 'object', additionalProperties: false, properties: { 'a/b~c': { type: 'integer' } } },
  },
};
const querystring = { type: 'object', additionalProperties: false, properties: { limit: { type: 'integer', minimum: 1, default: 20 }, from: time, status: { enum: ['a', 'b'] } } };
app.post('/', { schema: { body, querystring } }, (request, reply) => reply.send({ body: request.body, query: request.query }));

async function refusal(payload: object, query: Record<string, string> = {}): Promise<z.infer<typeof Problem>> {
  const answer = await app.inject({ method: 'POST', url: '/', payload, query });
  assert.equal(answer.statusCode, 400, answer.body);
  return Problem.parse(answer.json());
}

const good = { id: ID, start_time: '2031-03-15T10:00:00Z' };
const errorsOf = async (payload: object, query?: Record<string, string>) => (await refusal(payload, query)).errors;

describe('a request', () => {
  test('with thousands of unknown fields is told of some of them', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`unknown${n}`, 1]));
    const errors = await errorsOf({ ...good, ...unknown });
    assert.equal(errors.length, 50);
    assert.deepEqual(errors[0], { path: 'unknown0', message: 'is not known here' });
  });

  test('that keeps the contract goes through as it is, with the defaults of its query', async () => {
    const answer = await app.inject({ method: 'POST', url: '/', payload: good });
    assert.deepEqual(answer.json(), { body: good, query: { limit: 20 } });
  });

  for (const limit of ['0x10', '1e1', ' 10', '10.0', '+10', '', '9'.repeat(400), 'ten']) {
    test(`takes ${JSON.stringify(limit.slice(0, 10))} for no whole number`, async () => {
      assert.deepEqual(await errorsOf(good, { limit }), [{ path: 'limit', message: 'must be integer' }]);
    });
  }

  test('with a whole number below the least is told of that', async () => {
    assert.deepEqual(await errorsOf(good, { limit: '-1' }), [{ path: 'limit', message: 'must be >= 1' }]);
  });

  test('with an unknown property is refused, not trimmed', async () => {
    assert.deepEqual(await errorsOf({ ...good, status: 'booked' }), [{ path: 'status', message: 'is not known here' }]);
    assert.deepEqual(await errorsOf(good, { page: '2' }), [{ path: 'page', message: 'is not known here' }]);
  });

  test('names every broken field once, with the path to it', async () => {
    const errors = await errorsOf({ start_time: 'soon', notes: 'too long', deep: { 'a/b~c': 'x' } });
    assert.deepEqual(errors.map(({ path }) => path).toSorted(), ['deep.a/b~c', 'id', 'notes', 'start_time']);
  });

  test('says in its detail what the first error is', async () => {
    const { detail, errors, code } = await refusal({ start_time: good.start_time });
    assert.equal(code, 'invalid_argument');
    assert.deepEqual(errors, [{ path: 'id', message: 'is required' }]);
    assert.equal(detail, 'id is required');
  });

  test('does not turn a body into other types, as it does a query', async () => {
    assert.deepEqual((await errorsOf({ ...good, notes: 5 })).map(({ path }) => path), ['notes']);
    const answer = await app.inject({ method: 'POST', url: '/', payload: good, query: { limit: '7' } });
    assert.equal(z.object({ query: z.object({ limit: z.number() }) }).parse(answer.json()).query.limit, 7);
  });

  test('that is no object has no path, as the contract says of the whole', async () => {
    assert.deepEqual(await errorsOf([]), [{ path: '', message: 'must be object' }]);
  });

  test('tells which values there are', async () => {
    assert.deepEqual(await errorsOf(good, { status: 'c' }), [{ path: 'status', message: 'must be one of: a, b' }]);
  });

  test('is not quoted: neither a value nor a very long name', async () => {
    const refused = JSON.stringify([await refusal({ ...good, id: 'ines@applicant.example' }), await refusal({ ...good, ['x'.repeat(5000)]: 1 })]);
    assert.ok(!refused.includes('ines@'), refused);
    assert.ok(refused.length < 2_000);
  });
});

describe('a time of the contract', () => {
  const accepted = ['2031-03-15T10:00:00Z', '2031-03-15t10:00:00z', '2031-03-15T10:00:00.123456789Z', '2031-03-15T10:00:00+05:30', '2031-03-15T10:00:00-00:00', '2032-02-29T00:00:00Z'];
  for (const start_time of accepted) {
    test(`${start_time} is one`, async () => {
      assert.equal((await app.inject({ method: 'POST', url: '/', payload: { ...good, start_time } })).statusCode, 200);
    });
  }

  const refused = [
    '2031-03-15T10:00:00', '2031-03-15', '2031-03-15 10:00:00Z', '2031-03-15T10:00Z', '2031-03-15T10:00:00+01', '2031-03-15T10:00:00+0100', '2031-02-29T10:00:00Z', '2031-02-30T10:00:00Z',
    '2031-13-01T10:00:00Z', '2031-03-15T24:00:00Z', '2031-03-15T23:59:60Z', '2031-03-15T10:00:00+24:00', '2031-03-15T10:00:00.Z', '+012031-03-15T10:00:00Z', '9999-12-31T23:59:59-01:00', '', 'now', 'infinity', ' 2031-03-15T10:00:00Z', '2031-03-15T10:00:00Z\n',
  ];
  for (const start_time of refused) {
    test(`${JSON.stringify(start_time)} is none`, async () => {
      assert.deepEqual(await errorsOf({ ...good, start_time }), [{ path: 'start_time', message: 'must be an RFC 3339 time with an offset, such as 2027-03-15T10:00:00Z' }]);
    });
  }

  test('is accepted or refused, whatever it is, and what is accepted is an instant', async () => {
    const nearly = fc.stringMatching(/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,12})?([Zz]|[+-]\d{2}:?\d{2})$/);
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearly, fc.string({ unit: 'binary' })), async (start_time) => {
        const { statusCode } = await app.inject({ method: 'POST', url: '/', payload: { ...good, start_time } });
        assert.ok(statusCode === 400 || (statusCode === 200 && !Number.isNaN(new Date(start_time.toUpperCase()).getTime())), `${statusCode}`);
      }),
    );
  });
});

describe('an id of the contract', () => {
  test('is a UUID in either case and of any version', async () => {
    for (const id of [ID, ID.toUpperCase(), '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']) {
      assert.equal((await app.inject({ method: 'POST', url: '/', payload: { ...good, id } })).statusCode, 200);
    }
  });

  test('is nothing that PostgreSQL would read otherwise', async () => {
    for (const id of [`urn:uuid:${ID}`, `{${ID}}`, ID.replaceAll('-', ''), `${ID} `, `${ID}\n`, '']) {
      assert.deepEqual(await errorsOf({ ...good, id }), [{ path: 'id', message: 'must be a UUID' }]);
    }
  });
});
