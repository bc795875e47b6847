import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

// `npm install` leaves optional packages of other platforms out of the lock file when the registry it asks does not
// serve them (a mirror that holds one platform only), and `npm ci` then refuses the lock. This adds them, as far as their
// names tell. Run it after `npm install` on such a machine; where nothing is missing it changes nothing.

const LOCK = 'package-lock.json';
const SYSTEM = /(android|darwin|freebsd|linux|openharmony|win32)/;
const PROCESSOR = /(arm64|arm|x64|ia32|ppc64|riscv64|s390x)/;

const Package = z.looseObject({ optionalDependencies: z.record(z.string(), z.string()).optional(), dev: z.boolean().optional() });
const Lock = z.looseObject({ packages: z.record(z.string(), Package) });

const lock = Lock.parse(JSON.parse(readFileSync(LOCK, 'utf8')));
const added: Record<string, z.infer<typeof Package>> = {};
for (const [place, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const key = `node_modules/${name}`;
    const isThere = lock.packages[key] !== undefined || lock.packages[`${place}/${key}`] !== undefined;
    if (place !== '' && !isThere && /^\d/.test(version)) {
      added[key] = { version, ...platformOf(name), ...(dev === true ? { dev } : {}), optional: true };
    }
  }
}
const { '': root = {}, ...others } = lock.packages;
const sorted = Object.entries({ ...others, ...added }).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(LOCK, `${JSON.stringify({ ...lock, packages: { '': root, ...Object.fromEntries(sorted) } }, null, 2)}\n`);
process.stdout.write(`${Object.keys(added).length} packages added to ${LOCK}\n`);

function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } {
  const base = name.split('/').at(-1) ?? name;
  const os = SYSTEM.exec(base)?.[0] ?? '';
  const cpu = PROCESSOR.exec(base.replace(os, ''))?.[0] ?? '';
  const libc = /musl/.test(base) ? 'musl' : /gnu/.test(base) ? 'glibc' : null;
  return { os: [os], cpu: [cpu], ...(os === 'linux' && libc !== null ? { libc: [libc] } : {}) };
}
