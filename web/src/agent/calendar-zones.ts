import { useMemo } from 'react';
import { useSettings } from '../session/settings.tsx';
import type { Properties } from './properties.ts';

/** In which zone the calendar is drawn: the chosen one of those of the properties, else that of most of them. */
export function useCalendarZones({ list }: Properties, chosen: string | null = null) {
  const { default_time_zone: defaultZone } = useSettings();
  const zones = useMemo(() => zonesOf(list, defaultZone), [list, defaultZone]);
  return { zone: zones.find((zone) => zone === chosen) ?? zones[0] ?? defaultZone, zones };
}

/** The zones of properties, those of most first, of as many the service's; where there are none, the service's. */
export function zonesOf(properties: readonly { readonly time_zone: string | null }[], defaultZone: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const { time_zone: own } of properties) {
    const zone = own ?? defaultZone;
    counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  const zones = [...counts].toSorted(([one, ofOne], [other, ofOther]) => ofOther - ofOne || Number(other === defaultZone) - Number(one === defaultZone) || one.localeCompare(other)).map(([zone]) => zone);
  return zones.length === 0 ? [defaultZone] : zones;
}
