import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBenchDatabase } from './database.ts';
import { GrowingAgency } from './growing-agency.ts';
import { measureKinds, type Grown, type KindMeasured } from './growth-measure.ts';
import { growthPlot } from './growth-plot.ts';
import { writeResult } from './results.ts';
import { ROOT } from './server.ts';

// node bench/growth.ts [--most 10000000] [--least 10000] [--seconds 2] [--rounds 8] [--huge-pages on]
// One database that grows: what each kind of request takes with ten thousand slots, and with up to ten million. Freshly started servers at
// each size, eight connections. Beside it, in turns, the same on a new database of ten thousand slots, since the machine is never the same for
// long. At ten thousand the two are alike: by what they differ there, the other ratios may be wrong. Writes bench/results/growth.json and .svg.
// Each database may use a quarter of the machine's memory, as PostgreSQL advises, and begins with what is asked for in it: on a virtual machine
// to read a page from the operating system's cache can take fifty microseconds. Sizes below --least keep what was measured of them before.
// With --huge-pages on both databases have them or do not start: twice that quarter has to be reserved (vm.nr_hugepages). Writes growth-huge-pages.* then.

const { values } = parseArgs({
  options: {
    most: { type: 'string', default: '10000000' },
    least: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '8' },
    'huge-pages': { type: 'string', default: 'try' },
    name: { type: 'string' },
  },
});
const NAME = values.name ?? (values['huge-pages'] === 'on' ? 'growth-huge-pages' : 'growth');
const SIZES = [10_000, 100_000, 1_000_000, 10_000_000].filter((slots) => slots >= Number(values.least) && slots <= Number(values.most));
const SMALLEST = 10_000;
const MOST_GROWTH = 1.25;
/** https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-SHARED-BUFFERS */
const MEMORY = { shared_buffers: `${Math.floor(totalmem() / 4 / 2 ** 20)}MB`, huge_pages: values['huge-pages'] };

const folder = await mkdtemp(join(tmpdir(), 'visita-growth-'));
const database = await startBenchDatabase(folder, { ...MEMORY, max_wal_size: '16GB', maintenance_work_mem: '1GB' });
try {
  const agency = await GrowingAgency.begin(database);
  const grown = await measuredBefore();
  for (const slots of SIZES) {
    const startedAt = performance.now();
    await agency.growTo(slots, say);
    const filledInSeconds = Math.round((performance.now() - startedAt) / 1000);
    say(`${slots} slots, filled in after ${filledInSeconds} s`);
    const kinds = await measureBesideSmall(agency, join(folder, `beside-${slots}`));
    grown.push({ slots, filledInSeconds, load: loadavg()[0] ?? 0, kinds });
    // After each size: the largest takes long, and what was measured before must not go with it.
    await keep(agency, grown);
  }
  sayRatios(grown);
} finally {
  await database.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

async function measuredBefore(): Promise<Grown[]> {
  if (Number(values.least) <= SMALLEST) {
    return [];
  }
  const result: unknown = JSON.parse(await readFile(join(ROOT, `bench/results/${NAME}.json`), 'utf8'));
  if (!isResult(result)) {
    throw new Error('the sizes below --least were not measured yet');
  }
  return result.sizes.filter(({ slots }) => slots < Number(values.least));
}

/** What `keep` wrote. */
function isResult(value: unknown): value is { sizes: Grown[] } {
  return typeof value === 'object' && value !== null && 'sizes' in value && Array.isArray(value.sizes);
}

async function keep(agency: GrowingAgency, sizes: readonly Grown[]): Promise<void> {
  const result = { at: new Date().toISOString(), node: process.version, cpus: cpus().length, hugePages: await agency.hasHugePages(), sizes };
  await writeResult(NAME, result, growthPlot(sizes));
}

async function measureBesideSmall(agency: GrowingAgency, besideFolder: string): Promise<KindMeasured[]> {
  await mkdir(besideFolder);
  const smallDatabase = await startBenchDatabase(besideFolder, MEMORY);
  try {
    const small = await (await GrowingAgency.begin(smallDatabase)).growTo(SMALLEST, () => undefined);
    const [grownSide, smallSide] = [await agency.startServer(folder), await small.startServer(besideFolder)];
    try {
      return await measureKinds(grownSide, smallSide, { folder, seconds: Number(values.seconds), rounds: Number(values.rounds), say });
    } finally {
      await Promise.all([grownSide.server.stop(), smallSide.server.stop()]);
    }
  } finally {
    await smallDatabase.stop();
    await rm(besideFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function sayRatios([smallest, ...others]: readonly Grown[]): void {
  for (const { slots, kinds } of others) {
    for (const { kind, grown, ratios } of kinds) {
      const raw = grown.p50 / (smallest?.kinds.find((each) => each.kind === kind)?.grown.p50 ?? grown.p50);
      say(`${ratios.p50 <= MOST_GROWTH ? '✔' : '✖'} p50 of ${kind} at ${slots}, of that at ${SMALLEST}: ${ratios.p50.toFixed(2)} (at most ${MOST_GROWTH}); not in turns ${raw.toFixed(2)}; processor ${ratios.cpu.toFixed(2)}`);
    }
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
