import { existsSync, globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

// Whether everything that runs in production, on the server or in the dashboard's pages, is under a licence that the project takes:
// MIT, Apache, BSD, ISC and what asks for even less. Development tools are not passed on and may be under others (axe-core: MPL-2.0).

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TAKEN = new Set(['MIT', 'MIT-0', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'BlueOak-1.0.0', 'CC0-1.0', 'Unlicense']);

/** Packages that are taken all the same, and why. One that is not used any more is reported. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

const Dependencies = z.record(z.string(), z.string()).default({});
const Manifest = z.object({
  name: z.string(),
  version: z.string().default(''),
  license: z.union([z.string(), z.object({ type: z.string() })]).optional(),
  // How it was written before 2014.
  licenses: z.union([z.array(z.object({ type: z.string() })), z.object({ type: z.string() })]).optional(),
  dependencies: Dependencies,
  optionalDependencies: Dependencies,
  peerDependencies: Dependencies,
});
type Manifest = z.infer<typeof Manifest>;

const project = read(ROOT);
const found = new Map<string, Manifest>();
for (const name of [...Object.keys(project.dependencies), ...Object.keys(project.optionalDependencies), ...importsOfDashboard()]) {
  follow(name, ROOT);
}
const refused = [...found.values()].filter((manifest) => !isTaken(licenceOf(manifest)) && EXCEPTIONS[manifest.name] === undefined);
const names = new Set([...found.values()].map(({ name }) => name));
const idle = Object.keys(EXCEPTIONS).filter((name) => !names.has(name));
for (const manifest of refused) {
  process.stdout.write(`${manifest.name} ${manifest.version}: ${licenceOf(manifest) || 'says no licence'}\n`);
}
for (const name of idle) {
  process.stdout.write(`${name}: an exception for what is not used\n`);
}
process.stdout.write(`${found.size} packages, ${refused.length} under a licence that is not taken\n`);
process.exitCode = refused.length + idle.length === 0 && found.size > 0 ? 0 : 1;

/** Adds a package and whatever it asks for, as Node finds it from `from`. Packages of other platforms are not installed. */
function follow(name: string, from: string): void {
  const folder = findPackage(name, from);
  if (folder === null || found.has(folder)) {
    return;
  }
  const manifest = read(folder);
  found.set(folder, manifest);
  for (const next of [manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies].flatMap(Object.keys)) {
    follow(next, folder);
  }
}

function findPackage(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) {
      return candidate;
    }
    if (folder === dirname(folder)) {
      return null;
    }
  }
}

function read(folder: string): Manifest {
  return Manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}

/** Development dependencies for npm, yet built into the pages. */
function importsOfDashboard(): string[] {
  const imports = globSync('web/src/**/*.{ts,tsx,css}', { cwd: ROOT, exclude: ['**/*.test.*'] }).flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:from|import) ['"]((?:@[\w.-]+\/)?[\w][\w.-]*)/g)].map(([, name]) => name ?? ''),
  );
  return [...new Set(imports)].filter((name) => !builtinModules.includes(name));
}

function licenceOf({ license, licenses }: Manifest): string {
  const said = license ?? (Array.isArray(licenses) ? licenses[0] : licenses);
  return (typeof said === 'string' ? said : said?.type) ?? '';
}

/** An SPDX expression: one of the alternatives is enough, all parts of a sum are wanted. */
function isTaken(licence: string): boolean {
  return licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((alternative) => alternative.split(' AND ').every((part) => TAKEN.has(part.trim())));
}
