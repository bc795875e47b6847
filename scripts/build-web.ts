import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

// Builds the dashboard into web/dist, unless what is there was built from these very sources. Runs at the end of `npm ci` and
// before `npm start`, so that whoever pulls or edits sees what the sources say.

const PROJECT = join(import.meta.dirname, '..');
const TARGET = join(PROJECT, 'web', 'dist');
const STAMP = 'built-from.txt';
const SOURCES = ['web/index.html', 'web/vite.config.ts', 'web/tsconfig.json', 'tsconfig.json', 'scripts/build-web.ts', 'src/rest/contract.gen.ts', 'package-lock.json'];
const SOURCE_FOLDERS = ['web/public', 'web/src'];

function fingerprint(): string {
  const hash = createHash('sha256');
  // Every start comes by here: reading seven names and two folders takes a tenth of what patterns do.
  const inFolders = SOURCE_FOLDERS.flatMap((folder) => readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true }));
  const files = inFolders.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of [...SOURCES.map((source) => join(PROJECT, source)), ...files].toSorted()) {
    hash.update(file.slice(PROJECT.length)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

async function build(sources: string): Promise<void> {
  const { build: viteBuild } = await import('vite');
  // Beside the target, so that the rename stays on one file system and nobody reads half a build.
  const fresh = await mkdtemp(join(PROJECT, 'web', '.dist-'));
  try {
    await viteBuild({
      configFile: join(PROJECT, 'web', 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    });
    await Promise.all(
      globSync('**/*.{js,css,svg}', { cwd: fresh }).map((name) => compress(join(fresh, name))),
    );
    await writeFile(join(fresh, STAMP), `${sources}\n`);
    // mkdtemp opens it to nobody else, and whoever serves it need not be who built it.
    await chmod(fresh, 0o755);
    await rm(TARGET, { recursive: true, force: true });
    await rename(fresh, TARGET).catch((error: unknown) => {
      // Somebody built at the same time and was first: what is there is as good, if the sources are the same.
      if (!isBuiltFrom(sources)) {
        throw error;
      }
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Compressed once here, so that the server only picks a file. */
async function compress(file: string): Promise<void> {
  const content = await readFile(file);
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  await Promise.all([
    promisify(brotliCompress)(content, brotli).then((small) => writeFile(`${file}.br`, small)),
    promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }).then((small) => writeFile(`${file}.gz`, small)),
  ]);
}

function hasVite(): boolean {
  try {
    createRequire(import.meta.url).resolve('vite');
    return true;
  } catch {
    return false;
  }
}

function isBuiltFrom(sources: string): boolean {
  const stamp = join(TARGET, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === sources;
}

const sources = fingerprint();
if (!isBuiltFrom(sources)) {
  if (hasVite()) {
    await build(sources);
  } else {
    process.stderr.write('The dashboard was not built: its build tools are development packages, and those are not installed.\n');
  }
}
