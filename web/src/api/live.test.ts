import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { followChanges, type LiveStatus } from './live.ts';
import { ApiProblem } from './problem.ts';
import { QUERY } from './queries.ts';

// What a page has and Node has not: whether there is a network is told to the window.
const window = new EventTarget();
Object.assign(globalThis, { addEventListener: window.addEventListener.bind(window), removeEventListener: window.removeEventListener.bind(window) });

afterEach(() => mock.restoreAll());

/** Follows the changes until this has been said, and tells what was said on the way. */
async function follow(source: { token: () => Promise<string | null> }, streams: readonly string[], until: (said: readonly LiveStatus[]) => boolean, queries = new QueryClient()) {
  const end = new AbortController();
  const said: LiveStatus[] = [];
  const asked: number[] = [];
  mock.method(globalThis, 'fetch', async () => {
    asked.push(performance.now());
    return new Response(streams[asked.length - 1] ?? '');
  });
  const onStatus = (status: LiveStatus) => {
    said.push(status);
    if (until(said)) {
      end.abort();
    }
  };
  await followChanges({ source: { ...source, refused: () => assert.fail('nobody was refused') }, queries, onStatus, signal: end.signal });
  return { said, asked };
}

const READY = 'event: ready\ndata: {}\n\n';

test('a token that cannot be had at the moment is asked for again, and the page is live again', async () => {
  let asked = 0;
  const token = async () => {
    asked += 1;
    if (asked === 1) {
      throw new ApiProblem('unreachable', 'Auth is away');
    }
    return 'a token';
  };
  const { said } = await follow({ token }, [READY], (all) => all.includes('live'));
  assert.deepEqual(said, ['interrupted', 'live']);
});

test('a token that was replaced while it was refused is no end: the next one is live', async () => {
  const answers = [new Response(null, { status: 401 }), new Response(READY), new Response(null, { status: 401 })];
  const used: unknown[] = [];
  mock.method(globalThis, 'fetch', async (_url: string, { headers }: { headers: Record<string, string> }) => {
    used.push(headers['authorization']);
    return answers[used.length - 1];
  });
  const tokens = ['old', 'new', 'new', 'new'];
  const [said, refused]: [LiveStatus[], string[]] = [[], []];
  const source = { token: async () => tokens.shift() ?? null, refused: (token: string) => void refused.push(token) };
  await followChanges({ source, queries: new QueryClient(), onStatus: (status) => void said.push(status), signal: new AbortController().signal });
  assert.deepEqual([used, refused], [['Bearer old', 'Bearer new', 'Bearer new'], ['old', 'new']]);
  assert.deepEqual(said, ['live', 'interrupted']);
  assert.deepEqual(tokens, [], 'the one that was refused is no other one');
});

test('nobody signed in, nothing to follow', async () => {
  const { said, asked } = await follow({ token: async () => null }, [], () => false);
  assert.deepEqual([said, asked], [[], []]);
});

test('a page comes back no sooner than the server asks for', async () => {
  const { asked } = await follow({ token: async () => 'a token' }, [`retry: 1200\n${READY}`, READY], (all) => all.filter((status) => status === 'live').length === 2);
  const [first = 0, second = 0] = asked;
  assert.ok(second - first >= 1_190, `came back after ${second - first} ms`);
});

test('what is free is read again a second after a hint, when every server has heard of the change', async () => {
  const queries = new QueryClient();
  const reads: number[] = [];
  const observer = new QueryObserver(queries, { queryKey: QUERY.availability('p'), queryFn: () => reads.push(performance.now()) });
  const leave = observer.subscribe(() => undefined);
  const hint = 'event: slot.changed\ndata: {"slot_id":"s","property_id":"p"}\n\n';
  await follow({ token: async () => 'a token' }, [`retry: 2000\n${hint}`], (said) => said.length === 1, queries);
  await new Promise((resolve) => setTimeout(resolve, 1_400));
  leave();
  const [, first = 0, second = 0] = reads;
  assert.equal(reads.length, 3);
  assert.ok(second - first >= 990, `read again after ${second - first} ms`);
});
