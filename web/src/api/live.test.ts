import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { QueryClient } from '@tanstack/react-query';
import { followChanges, type LiveStatus } from './live.ts';
import { ApiProblem } from './problem.ts';

// What a page has and Node has not: whether there is a network is told to the window.
const window = new EventTarget();
Object.assign(globalThis, { addEventListener: window.addEventListener.bind(window), removeEventListener: window.removeEventListener.bind(window) });

afterEach(() => mock.restoreAll());

/** Follows the changes until this has been said, and tells what was said on the way. */
async function follow(source: { token: () => Promise<string | null> }, streams: readonly string[], until: (said: readonly LiveStatus[]) => boolean) {
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
  await followChanges({ source: { ...source, refused: () => assert.fail('nobody was refused') }, queries: new QueryClient(), onStatus, signal: end.signal });
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

test('nobody signed in, nothing to follow', async () => {
  const { said, asked } = await follow({ token: async () => null }, [], () => false);
  assert.deepEqual([said, asked], [[], []]);
});

test('a page comes back no sooner than the server asks for', async () => {
  const { asked } = await follow({ token: async () => 'a token' }, [`retry: 1200\n${READY}`, READY], (all) => all.filter((status) => status === 'live').length === 2);
  const [first = 0, second = 0] = asked;
  assert.ok(second - first >= 1_190, `came back after ${second - first} ms`);
});
