import { createContext, use } from 'react';
import type { Api } from './client.ts';

export const ApiContext = createContext<Api | null>(null);

/** The API, for the parts of a page. */
export function useApi(): Api {
  const api = use(ApiContext);
  if (api === null) {
    throw new Error('useApi needs an ApiContext above it');
  }
  return api;
}
