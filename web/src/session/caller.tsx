import { useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { useApi } from '../api/context.tsx';
import type { Me } from '../api/contract.ts';
import { answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';

export const CallerContext = createContext<Me | null>(null);

/** The person who is signed in, as the API knows them. */
export function useCaller(): Me {
  const me = use(CallerContext);
  if (me === null) {
    throw new Error('useCaller needs a CallerContext above it');
  }
  return me;
}

/** Asks the API who is signed in. */
export function useMe() {
  const api = useApi();
  return useQuery({ queryKey: QUERY.me, queryFn: ({ signal }) => answerOf(api.GET('/api/v1/me', { signal })), staleTime: Infinity });
}
