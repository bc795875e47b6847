import fastifySwagger, { type StaticDocumentSpec } from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { readContract, readContractText } from './contract-document.ts';

// The page is made of this server's files and asks this server alone.
const PAGE_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** Serves the contract at `/openapi.yaml` and, rendered from files of this server alone, at `/docs`. */
export async function registerDocumentation(app: FastifyInstance): Promise<void> {
  const text = readContractText();
  app.get('/openapi.yaml', async (_request, reply) => reply.type('application/yaml; charset=utf-8').send(text));
  // The plugin's types know OpenAPI 3.0 alone; it hands the document on as it is.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const document = structuredClone(readContract()) as unknown as StaticDocumentSpec['document'];
  await app.register(fastifySwagger, { mode: 'static', specification: { document } });
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: PAGE_POLICY,
    theme: { title: 'Visita API' },
    uiConfig: { layout: 'BaseLayout', validatorUrl: null, persistAuthorization: true, displayRequestDuration: true, docExpansion: 'list' },
  });
}
