import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { PROJECT } from '../process.fixture.ts';

// A real Chromium: the one that CHROMIUM_PATH names, else one of this machine, else the one that comes from npm. BROWSER=npm
// takes that last one whatever the machine has.

const OF_THE_MACHINE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
// What it does beside showing pages: reaching for hosts that are not there.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const LAUNCH_MS = 120_000;
/** The machine's fonts, and the one that comes along: a machine without a browser often has none. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

interface Executable {
  readonly path: string;
  /** What it has to be told of libraries and fonts that it brings along. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the browser; fails, saying what was tried, where there is none that starts. */
export async function launchChromium(): Promise<Browser> {
  const tried: string[] = [];
  // Who names one wants that one.
  const isNamed = (process.env['CHROMIUM_PATH'] ?? '') !== '';
  for (const find of isNamed ? [findInstalled] : [findInstalled, unpackFromNpm]) {
    try {
      const found = await find();
      if (found !== null) {
        return await launch(found);
      }
    } catch (error) {
      tried.push(String(error));
    }
  }
  throw new Error(
    ['no browser to test the pages with: set CHROMIUM_PATH, install chromium, or run `npm ci` with development packages', ...tried].join('\n'),
  );
}

function launch({ path, env }: Executable): Promise<Browser> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return chromium.launch({ executablePath: path, args: FLAGS, env: { ...Object.fromEntries(inherited), LANGUAGE: 'en_US', ...env }, timeout: LAUNCH_MS });
}

async function findInstalled(): Promise<Executable | null> {
  const named = process.env['CHROMIUM_PATH'] ?? '';
  if (named !== '') {
    return { path: named, env: {} };
  }
  const path = process.env['BROWSER'] === 'npm' ? undefined : OF_THE_MACHINE.find((each) => existsSync(each));
  return path === undefined ? null : { path, env: {} };
}

/** Unpacks it once for each version, beside the packages: for whoever runs the tests, and gone when they go. */
async function unpackFromNpm(): Promise<Executable> {
  const packed = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
  const { version }: { version: string } = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8'));
  const cache = join(PROJECT, 'node_modules', '.cache');
  const folder = join(cache, `chromium-${version}-${process.arch}`);
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    const fresh = await mkdtemp(join(cache, 'unpacking-'));
    await unpack(join(packed, 'bin'), fresh);
    await writeFile(join(fresh, 'fonts', 'fonts.conf'), FONTS);
    // Whoever ran `npm ci` need not be who runs the tests.
    await Promise.all([fresh, join(fresh, 'chromium')].map((path) => chmod(path, 0o755)));
    // Somebody else may have been first: then theirs is as good.
    await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
  }
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH'] ?? ''].filter((each) => each !== '');
  return {
    path: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_FILE: join(folder, 'fonts', 'fonts.conf') },
  };
}

async function unpack(bin: string, target: string): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium');
  const temporary = process.env['TMPDIR'];
  // It knows no other way to be told where to.
  process.env['TMPDIR'] = target;
  try {
    await Promise.all(['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'].map((name) => inflate(join(bin, name))));
  } finally {
    if (temporary === undefined) {
      delete process.env['TMPDIR'];
    } else {
      process.env['TMPDIR'] = temporary;
    }
  }
}
