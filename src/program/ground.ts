import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { EmbeddedParts } from '../embedded/parts.ts';
import { createRegistry } from '../prometheus/registry.ts';
import type { Tracer } from '../service/tracing.ts';
import { databaseUrlOf } from './database-url.ts';
import { Databases } from './databases.ts';

/** What every part of a process stands on. */
export interface Ground {
  readonly config: Config;
  readonly embedded: EmbeddedParts;
  readonly databases: Databases;
  readonly registry: Registry;
  /** Null: nobody traces. */
  readonly tracer: Tracer | null;
  readonly logger: Logger;
}

export function groundOf(parts: Pick<Ground, 'config' | 'embedded' | 'tracer' | 'logger'>): Ground {
  const registry = createRegistry();
  const url = databaseUrlOf(parts.config, parts.embedded);
  return { ...parts, registry, databases: new Databases({ url, tracer: parts.tracer, registry, logger: parts.logger }) };
}
