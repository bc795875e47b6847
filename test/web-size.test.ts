import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { constants, gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';

// What a phone loads before an applicant can book: the pages of this very tree, built as for production.

const WEB = join(import.meta.dirname, '..', 'web');
const MOST_BYTES = 250_000;

let chunks: ReadonlyMap<string, Rolldown.OutputChunk>;

before(async () => {
  const built = await build({ configFile: join(WEB, 'vite.config.ts'), logLevel: 'error', build: { write: false } });
  assert.ok('output' in built, 'one build, not several and not a watcher');
  chunks = new Map(built.output.filter((output) => output.type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
});

test('an applicant loads less than 250 kB of compressed script, however they sign in', () => {
  const loaded = loadedFor('src/main.tsx', 'src/session/supabase-session.ts', 'src/sign-in/sign-in-page.tsx', 'src/applicant/pages.tsx');
  const sizes = loaded.map(({ fileName, code }) => ({ fileName, bytes: gzipSync(code, { level: constants.Z_BEST_COMPRESSION }).length }));
  const sum = sizes.reduce((total, { bytes }) => total + bytes, 0);
  assert.ok(sum < MOST_BYTES, `${sum} bytes: ${sizes.map(({ fileName, bytes }) => `${fileName} ${bytes}`).join(', ')}`);
  assert.ok(sum > MOST_BYTES / 10, `${sum} bytes are too few to be the whole`);
});

test('the calendar and its arithmetic are loaded for agents alone', () => {
  const heavy = /@fullcalendar|@full-ui|temporal-polyfill|\/web\/src\/agent\//;
  const modulesOf = (page: string) => loadedFor('src/main.tsx', page).flatMap(({ moduleIds }) => moduleIds);
  assert.deepEqual(modulesOf('src/applicant/pages.tsx').filter((id) => heavy.test(id)), []);
  assert.ok([...chunks.values()].some(({ moduleIds }) => moduleIds.some((id) => id.includes('@fullcalendar'))), 'the build has it');
});

/** The chunks that the browser loads for these modules: their own and all that those import at once. */
function loadedFor(...modules: readonly string[]): readonly Rolldown.OutputChunk[] {
  const loaded = new Set<Rolldown.OutputChunk>();
  const load = (fileName: string) => {
    const chunk = chunks.get(fileName);
    assert.ok(chunk !== undefined, `${fileName} was not built`);
    if (!loaded.has(chunk)) {
      loaded.add(chunk);
      chunk.imports.forEach(load);
    }
  };
  for (const module of modules) {
    const id = join(WEB, module);
    const chunk = [...chunks.values()].find(({ moduleIds }) => moduleIds.includes(id));
    assert.ok(chunk !== undefined, `${module} is in no chunk`);
    load(chunk.fileName);
  }
  return [...loaded];
}
