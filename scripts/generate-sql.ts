import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { dumpSchema } from './schema-dump.ts';
import { withMigratedDatabase } from './temporary-database.ts';

/**
 * Writes what follows from the migrations and the SQL files: the types of the statements (`x.gen.ts` beside `x.sql`)
 * and db/schema.sql, on a PostgreSQL of its own. With `--check` it writes nothing, and exits 1 naming the files on disk that
 * are not as they would be written.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SCHEMA = 'db/schema.sql';
const PGTYPED = join(ROOT, 'node_modules/.bin/pgtyped');
/** How pgtyped's files start; the contract's types are generated as well, and not by it. */
const PGTYPED_HEADER = '/** Types generated for queries found in ';

/** Every generated file as it should be: path from the root, and content. */
async function generate(): Promise<Map<string, string>> {
  return withMigratedDatabase(async (url) => {
    const files = await generateTypes(url);
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return files.set(SCHEMA, await dumpSchema(client));
    } finally {
      await client.end();
    }
  });
}

// In an empty folder that holds the SQL files alone: pgtyped exits 0 also when a statement is wrong, and leaves the old
// types where they are; here a file that is missing afterwards says so.
async function generateTypes(url: string): Promise<Map<string, string>> {
  const workshop = await mkdtemp(join(tmpdir(), 'visita-pgtyped-'));
  try {
    const sqlFiles = globSync('src/**/*.sql', { cwd: ROOT }).toSorted();
    for (const file of sqlFiles) {
      await mkdir(join(workshop, dirname(file)), { recursive: true });
      await copyFile(join(ROOT, file), join(workshop, file));
    }
    const said = await runPgtyped(url, workshop);
    const files = new Map<string, string>();
    for (const typesFile of sqlFiles.map((file) => file.replace(/\.sql$/, '.gen.ts'))) {
      if (!existsSync(join(workshop, typesFile))) {
        throw new Error(`pgtyped did not write ${typesFile}:\n${said}`);
      }
      files.set(typesFile, withOurRuntime(await readFile(join(workshop, typesFile), 'utf8')));
    }
    return files;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

// pgtyped's own runtime takes the text apart at every call, and brings a parser of SQL for it: 1 MB of source.
function withOurRuntime(types: string): string {
  return types.replace("from '@pgtyped/runtime';", "from './prepared-query.ts';");
}

async function runPgtyped(url: string, folder: string): Promise<string> {
  // pgtyped reads settings from the environment (PGHOST, FILE, WATCH, …), and they win over ours: it gets none.
  const child = spawn(process.execPath, [PGTYPED, '-c', join(ROOT, 'pgtyped.json'), '--uri', url], { cwd: folder, env: {} });
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0) {
    throw new Error(`pgtyped ended with ${String(code)}:\n${output}${errors}`);
  }
  return `${output}${errors}`;
}

/** Types whose SQL file is gone. */
async function findOrphans(files: ReadonlyMap<string, string>): Promise<string[]> {
  const others = globSync('src/**/*.gen.ts', { cwd: ROOT }).filter((file) => !files.has(file));
  const contents = await Promise.all(others.map((file) => readFile(join(ROOT, file), 'utf8')));
  return others.filter((_, place) => contents[place]?.startsWith(PGTYPED_HEADER));
}

async function findStale(files: ReadonlyMap<string, string>): Promise<string[]> {
  const stale: string[] = [];
  for (const [file, content] of files) {
    const path = join(ROOT, file);
    if (!existsSync(path) || (await readFile(path, 'utf8')) !== content) {
      stale.push(file);
    }
  }
  return stale;
}

const files = await generate();
const [stale, orphans] = await Promise.all([findStale(files), findOrphans(files)]);
if (!process.argv.includes('--check')) {
  for (const file of stale) {
    await writeFile(join(ROOT, file), files.get(file) ?? '');
    process.stdout.write(`written: ${file}\n`);
  }
  for (const file of orphans) {
    await rm(join(ROOT, file));
    process.stdout.write(`removed: ${file}\n`);
  }
} else if (stale.length > 0 || orphans.length > 0) {
  for (const file of stale) {
    process.stderr.write(`stale: ${file}\n`);
  }
  for (const file of orphans) {
    process.stderr.write(`its SQL file is gone: ${file}\n`);
  }
  process.stderr.write('Run `npm run generate`.\n');
  process.exitCode = 1;
}
