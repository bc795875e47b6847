import { useMemo } from 'react';
import { useSettings } from '../session/settings.tsx';
import type { Properties } from './properties.ts';
import { useSlots } from './slots.ts';
import { addDays, startOfDay, today } from './wall-clock.ts';

const DAYS_AHEAD = 60;

/** The properties at which the agent offers visits in the next weeks and of which nobody has said what they are. */
export function useUndescribed({ isPending, find }: Properties): readonly string[] {
  const { default_time_zone: zone } = useSettings();
  const day = today(zone);
  const range = useMemo(() => ({ from: startOfDay(day, zone), to: startOfDay(addDays(day, DAYS_AHEAD), zone) }), [day, zone]);
  const { data: slots } = useSlots(range);
  return useMemo(
    () => (isPending ? [] : [...new Set((slots ?? []).filter((slot) => slot.status !== 'cancelled').map((slot) => slot.property_id))].filter((id) => find(id) === null)),
    [isPending, slots, find],
  );
}
