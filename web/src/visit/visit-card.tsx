import { Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Booking } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useProperty, usePropertyNaming, useVisitTimes } from './property-name.tsx';
import classes from './visit-card.module.css';
import { VisitStatus } from './visit-status.tsx';
import { writeDay, writeTimes, writeZone } from './visit-time.ts';

const TEXTS = inBothLanguages({ note: 'Your note' }, { note: 'A sua nota' });

/** One booked visit: when, where, how it stands, and what can be done about it. */
export function VisitCard({ booking, title, actions }: { readonly booking: Booking; readonly title: (name: string) => ReactNode; readonly actions?: ReactNode }) {
  const texts = useTexts(TEXTS);
  const { data: property, isPending } = useProperty(booking.property_id);
  const nameOf = usePropertyNaming();
  const times = useVisitTimes(property);
  if (isPending) {
    return <Skeleton height={actions === undefined ? 132 : 190} radius="md" />;
  }
  const isOff = booking.status !== 'confirmed';
  return (
    <Paper withBorder p="md" className={classes['card'] ?? ''} data-off={isOff}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Text fw={700} size="lg" className={classes['when'] ?? ''}>
            {writeDay(booking.start_time, times)}, {writeTimes(booking, times)}
          </Text>
          <VisitStatus status={booking.status} />
        </Group>
        <div>
          {title(nameOf(booking.property_id, property))}
          {property?.address != null && property.title !== null && <Text className={classes['place'] ?? ''}>{property.address}</Text>}
          <Text size="sm" c="dimmed">
            {writeZone(times)}
          </Text>
        </div>
        {booking.notes !== '' && (
          <Text size="sm" className={classes['note'] ?? ''}>
            <Text span inherit fw={600}>
              {texts.note}:
            </Text>{' '}
            {booking.notes}
          </Text>
        )}
        {actions !== undefined && <Group gap="sm">{actions}</Group>}
      </Stack>
    </Paper>
  );
}
