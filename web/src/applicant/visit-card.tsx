import { Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Booking } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useProperty, usePropertyNaming, useVisitTimes } from '../visit/property-name.tsx';
import { writeDay, writeTimes, writeZone } from '../visit/visit-time.ts';
import classes from './visit-card.module.css';
import { VisitStatus } from './visit-status.tsx';

const TEXTS = inBothLanguages({ note: 'Your note' }, { note: 'A sua nota' });

/** One booked visit: when, where, how it stands, and what can be done about it. */
export function VisitCard({ booking, title, actions }: { readonly booking: Booking; readonly title: (name: string) => ReactNode; readonly actions?: ReactNode }) {
  const texts = useTexts(TEXTS);
  const { data: property, isPending } = useProperty(booking.property_id);
  const nameOf = usePropertyNaming();
  const times = useVisitTimes(property);
  const isOff = booking.status !== 'confirmed';
  // Until the property is known nothing of it is shown, its times least of all; the room it will need is kept.
  return (
    <Skeleton visible={isPending} inert={isPending} radius="md">
      <Paper withBorder p="md" className={classes['card'] ?? ''} data-off={isOff}>
        <Stack gap="xs">
          <Group justify="space-between" gap="xs">
            <Text fw={700} size="lg" className={classes['when'] ?? ''}>
              {writeDay(booking.start_time, times)}, <span className={classes['times']}>{writeTimes(booking, times)}</span>
            </Text>
            <VisitStatus status={booking.status} />
          </Group>
          <div>
            {title(nameOf(booking.property_id, property))}
            {property?.address != null && property.title !== null && <Text>{property.address}</Text>}
            {isPending && <Text>…</Text>}
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
          {actions !== undefined && <Group gap="sm" className={classes['actions'] ?? ''}>{actions}</Group>}
        </Stack>
      </Paper>
    </Skeleton>
  );
}
