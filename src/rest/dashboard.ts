import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { VisitaError } from '../errors.ts';
import { PERMISSIONS_POLICY, pagePolicy } from './page-policy.ts';

/** Stands in the page where this answer's nonce belongs. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';
const NONCE_BYTES = 18;
/** One name in one folder: no dot in front, nothing that leads elsewhere. */
const FILE_NAME = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/;
const ICON_PATH = /^\/([A-Za-z0-9_-]+\.(?:svg|png|ico|webmanifest))$/;
/** Where something else lives: a path there that does not exist is no page. */
const OTHER_PATHS = /^\/(?:api|assets|dashboard|docs|health|metrics)(?:\/|$)/;
const HAS_EXTENSION = /\.[^/]*$/;

/** The pages that people use. */
export interface DashboardPages {
  /** Absolute path of what `npm run build:web` makes: `index.html`, and `assets` with the hash of their content in the name. */
  readonly folder: string;
  /** Where a page signs people in besides this server, else null. */
  readonly supabaseUrl: string | null;
}

/**
 * Serves the dashboard: the same document for each of its paths, which the script in it tells apart, and the files that it
 * loads. A folder that is not there is said once in the log and in each answer; everything else goes on.
 */
export async function registerDashboard(app: FastifyInstance, { folder, supabaseUrl }: DashboardPages): Promise<void> {
  const policy = pagePolicy(supabaseUrl);
  if ((await readPage(folder)) === null) {
    app.log.warn({ folder }, 'the dashboard is not built: run `npm run build:web`');
  }
  await app.register(fastifyStatic, { root: folder, serve: false, index: false, dotfiles: 'ignore', preCompressed: true, suppressWarning: true });
  app.get('/', async (_request, reply) => sendPage(reply, folder, policy));
  app.get<{ Params: { name: string } }>('/assets/:name', (request, reply) => {
    const { name } = request.params;
    return FILE_NAME.test(name) ? reply.sendFile(`assets/${name}`, { maxAge: '365d', immutable: true }) : reply.callNotFound();
  });
  // One route for all pages, so that their paths are no labels of the metrics.
  app.get('/*', async (request, reply) => {
    const [path = ''] = request.url.split('?');
    const icon = ICON_PATH.exec(path)?.[1];
    if (icon !== undefined) {
      return reply.sendFile(icon, { maxAge: '1h' });
    }
    return isPage(request, path) ? sendPage(reply, folder, policy) : reply.callNotFound();
  });
}

/** A browser asks for a page with `text/html` in Accept; what programs ask for is answered as the API does. */
function isPage(request: FastifyRequest, path: string): boolean {
  const accepts = request.headers.accept?.toLowerCase().includes('text/html') === true;
  return accepts && !OTHER_PATHS.test(path) && !HAS_EXTENSION.test(path);
}

async function sendPage(reply: FastifyReply, folder: string, policy: (nonce: string) => string): Promise<FastifyReply> {
  const page = await readPage(folder);
  if (page === null) {
    throw new VisitaError('not_found', 'the dashboard is not built: run `npm run build:web` beside the server');
  }
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      // Without an ETag: a 304 would bring the old nonce back to life.
      'cache-control': 'no-cache',
      'content-security-policy': policy(nonce),
      'permissions-policy': PERMISSIONS_POLICY,
    })
    .send(page.replaceAll(NONCE_PLACEHOLDER, nonce));
}

/** Read anew each time: a build may come while the server runs. Null where there is none. */
async function readPage(folder: string): Promise<string | null> {
  try {
    return await readFile(join(folder, 'index.html'), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
