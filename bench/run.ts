import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBenchDatabase, type Size } from './database.ts';
import { fill } from './fill.ts';
import { GENERATOR } from './load.ts';
import { measure } from './measure.ts';
import { plot } from './plot.ts';
import { ratiosOf, type Ratio } from './ratios.ts';
import { writeResult } from './results.ts';

// [BENCH_POSTGRESQL=/usr/lib/postgresql/18/bin] npm run bench [-- --seconds 10] [--slots 600000] [--servers 1] [--name bench]
// A fresh PostgreSQL with one busy agency, one or more servers of the product on it, and the load; beside it, in the same run, what the
// driver does by itself, and what the published design's statements do. Absolutes belong to this machine, the ratios carry over. Writes
// bench/results/bench.json and bench.svg.

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    slots: { type: 'string', default: '600000' },
    applicants: { type: 'string', default: '2000' },
    agents: { type: 'string', default: '200' },
    properties: { type: 'string', default: '5000' },
    name: { type: 'string', default: 'bench' },
    servers: { type: 'string', default: '1' },
  },
});
const size: Size = {
  slots: Number(values.slots),
  applicants: Number(values.applicants),
  agents: Number(values.agents),
  properties: Number(values.properties),
};
const servers = Number(values.servers);

const folder = await mkdtemp(join(tmpdir(), 'visita-bench-'));
const database = await startBenchDatabase(folder);
try {
  say(`filling in ${size.slots} slots`);
  await fill(database, size);
  const measured = await measure({ database, folder, size, seconds: Number(values.seconds), servers, say });
  const ratios = ratiosOf(measured);
  const result = { at: new Date().toISOString(), node: process.version, postgresql: database.version, cpus: cpus().length, generator: GENERATOR, load: loadavg()[0], servers, size, ...measured, ratios };
  await writeResult(values.name, result, plot(measured));
  sayRatios(ratios);
} finally {
  await database.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sayRatios(ratios: readonly Ratio[]): void {
  say('');
  for (const { what, ratio, target } of ratios) {
    say(`${ratio >= target ? '✔' : '✖'} ${what}: ${ratio.toFixed(2)} (at least ${target})`);
  }
}
