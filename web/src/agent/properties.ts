import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useApi } from '../api/context.tsx';
import type { Property } from '../api/contract.ts';
import { LONGEST_PAGE, readWholeList } from '../api/pages.ts';
import { answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';
import { useLanguage } from '../language/language.tsx';
import { useSettings } from '../session/settings.tsx';

/** The properties of the organization, and how to speak of one that nobody described. */
export interface Properties {
  readonly list: readonly Property[];
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly find: (id: string) => Property | null;
  /** Its title; else the first digits of its id. */
  readonly nameOf: (id: string) => string;
  /** The IANA zone in which its visits are told: its own, else the service's. */
  readonly zoneOf: (id: string) => string;
}

/** Reads the properties of the organization, all of them, by title. */
export function useProperties(): Properties {
  const api = useApi();
  const { language } = useLanguage();
  const { default_time_zone: defaultZone } = useSettings();
  const { data, isPending, error } = useQuery({
    queryKey: [...QUERY.properties, 'all'],
    queryFn: ({ signal }) =>
      readWholeList(async (cursor) => {
        const query = { limit: LONGEST_PAGE, ...(cursor !== null && { cursor }) };
        const { properties, next_cursor: next } = await answerOf(api.GET('/api/v1/properties', { params: { query }, signal }));
        return { items: properties, next };
      }),
  });
  return useMemo(() => {
    const byId = new Map((data ?? []).map((property) => [property.id, property]));
    return {
      list: (data ?? []).toSorted((one, other) => nameIn(one).localeCompare(nameIn(other), language)),
      isPending,
      error,
      find: (id) => byId.get(id) ?? null,
      nameOf: (id) => byId.get(id)?.title ?? shortId(id),
      zoneOf: (id) => byId.get(id)?.time_zone ?? defaultZone,
    };
  }, [data, isPending, error, language, defaultZone]);
}

/** Reads the properties anew when one is met that was not there: somebody may have described it since. No event says so. */
export function useMetProperties({ isPending, find }: Properties, ids: readonly string[]): void {
  const queries = useQueryClient();
  const unknown = isPending ? '' : [...new Set(ids)].filter((id) => find(id) === null).join(' ');
  useEffect(() => {
    if (unknown !== '') {
      void queries.invalidateQueries({ queryKey: QUERY.properties });
    }
  }, [queries, unknown]);
}

function nameIn({ id, title }: Property): string {
  return title ?? shortId(id);
}

/** Enough of an id to tell a property from another. */
export function shortId(id: string): string {
  return `#${id.slice(0, 8)}`;
}
