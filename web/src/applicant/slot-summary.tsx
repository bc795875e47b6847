import { Text } from '@mantine/core';
import type { Property } from '../api/contract.ts';
import { usePropertyNaming, useVisitTimes } from '../visit/property-name.tsx';
import { writeDay, writeTimes, writeZone } from '../visit/visit-time.ts';
import classes from './slot-summary.module.css';

interface Span {
  readonly property_id: string;
  readonly start_time: string;
  readonly end_time: string;
}

/** When and where, in a few lines. */
export function SlotSummary({ slot, property, isLost = false }: { readonly slot: Span; readonly property: Property | null; readonly isLost?: boolean }) {
  const nameOf = usePropertyNaming();
  const times = useVisitTimes(property);
  return (
    <div className={classes['summary']} data-lost={isLost}>
      <Text size="lg" fw={700} className={classes['when'] ?? ''}>
        {writeDay(slot.start_time, times)}, <span className={classes['times']}>{writeTimes(slot, times)}</span>
      </Text>
      <Text fw={600}>{nameOf(slot.property_id, property)}</Text>
      {property?.address != null && property.title !== null && <Text>{property.address}</Text>}
      <Text size="sm" c="dimmed">
        {writeZone(times)}
      </Text>
    </div>
  );
}
