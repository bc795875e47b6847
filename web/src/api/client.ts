import createClient, { type Client } from 'openapi-fetch';
import type { paths } from '../../../src/rest/contract.gen.ts';

// openapi-fetch 0.17 takes a read-only array for an object and maps its methods away.
type Writable<T> = T extends readonly (infer Item)[] ? Writable<Item>[] : T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T;
type Paths = Writable<paths>;

/** The API as the contract types it: the only way this dashboard speaks to the server. */
export type Api = Client<Paths>;

/** Who signs the calls. */
export interface TokenSource {
  /** A token that is valid now; null when nobody is signed in. Throws an ApiProblem when that cannot be found out at the moment. */
  token(): Promise<string | null>;
  /** The server does not take the token any more. */
  refused(token: string): void;
}

/** A client of this page's own server, signing with what `source` has at each call. */
export function createApi(source: TokenSource): Api {
  const api = createClient<Paths>({ baseUrl: globalThis.location.origin, fetch: (request) => globalThis.fetch(request) });
  api.use({
    async onRequest({ request, schemaPath }) {
      const token = schemaPath.startsWith('/api/') ? await source.token() : null;
      if (token !== null) {
        request.headers.set('authorization', `Bearer ${token}`);
      }
      return request;
    },
    onResponse({ request, response }) {
      const token = request.headers.get('authorization')?.slice('Bearer '.length);
      if (response.status === 401 && token !== undefined) {
        source.refused(token);
      }
      return response;
    },
  });
  return api;
}
