import { Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useLanguage } from '../language/language.tsx';
import { groupByDay } from '../visit/visit-days.ts';
import { writeDay, writeTimes } from '../visit/visit-time.ts';
import type { CalendarSlot } from './calendar-slots.ts';
import classes from './slot-list.module.css';
import { StatusMark } from './status-mark.tsx';

/** Slots as a list under their days: the calendar of a phone. */
export function SlotList({ slots, zone, onSlot }: { readonly slots: readonly CalendarSlot[]; readonly zone: string; readonly onSlot: (id: string) => void }) {
  const { language } = useLanguage();
  const times = { zone, language };
  return (
    <Stack gap="lg">
      {groupByDay(slots, () => zone).map(({ day, visits }) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <Title order={2} size="h5" mb="xs" id={`day-${day}`}>
            {writeDay(visits[0]?.start_time ?? day, times)}
          </Title>
          <ul className={classes['list']}>
            {visits.map((slot) => (
              <li key={slot.id}>
                <UnstyledButton className={classes['slot'] ?? ''} data-status={slot.status} onClick={() => onSlot(slot.id)}>
                  <Text fw={700} className={classes['time'] ?? ''}>
                    {writeTimes(slot, times)}
                  </Text>
                  <span className={classes['what']}>
                    <Text fw={600} span>
                      {slot.applicant ?? slot.propertyName}
                    </Text>
                    {slot.applicant !== null && (
                      <Text size="sm" c="dimmed" span>
                        {slot.propertyName}
                      </Text>
                    )}
                  </span>
                  <StatusMark status={slot.status} />
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Stack>
  );
}
