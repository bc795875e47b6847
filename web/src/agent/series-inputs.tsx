import { Chip, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { useLanguage, useTexts } from '../language/language.tsx';
import { localeOf } from '../language/locale.ts';
import type { SeriesFields } from './series-fields.ts';
import { SERIES_TEXTS } from './series-texts.ts';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** A Monday, to name the days from. */
const SOME_MONDAY = Date.UTC(2027, 2, 15);
const DAY_MS = 24 * 60 * 60 * 1000;

/** The fields of a series. */
export function SeriesInputs({ fields, onChange }: { readonly fields: SeriesFields; readonly onChange: (changed: Partial<SeriesFields>) => void }) {
  const texts = useTexts(SERIES_TEXTS);
  return (
    <Stack gap="md">
      <Group grow align="flex-start">
        <TextInput type="date" label={texts.firstDay} required value={fields.firstDay} onChange={(event) => onChange({ firstDay: event.currentTarget.value })} />
        <TextInput type="date" label={texts.lastDay} required value={fields.lastDay} onChange={(event) => onChange({ lastDay: event.currentTarget.value })} />
      </Group>
      <Weekdays chosen={fields.weekdays} onChange={(weekdays) => onChange({ weekdays })} />
      <Group grow align="flex-start">
        <TextInput type="time" label={texts.from} required value={fields.from} onChange={(event) => onChange({ from: event.currentTarget.value })} />
        <TextInput type="time" label={texts.to} required value={fields.to} onChange={(event) => onChange({ to: event.currentTarget.value })} />
      </Group>
      <Group grow align="flex-end">
        <NumberInput label={texts.minutes} required hideControls min={5} max={24 * 60} allowDecimal={false} value={fields.minutes} onChange={(minutes) => onChange({ minutes: numberIn(minutes) })} />
        <NumberInput label={texts.pause} required hideControls min={0} max={12 * 60} allowDecimal={false} value={fields.pause} onChange={(pause) => onChange({ pause: numberIn(pause) })} />
      </Group>
    </Stack>
  );
}

function Weekdays({ chosen, onChange }: { readonly chosen: readonly number[]; readonly onChange: (weekdays: readonly number[]) => void }) {
  const texts = useTexts(SERIES_TEXTS);
  const { language } = useLanguage();
  const short = new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', timeZone: 'UTC' });
  const long = new Intl.DateTimeFormat(localeOf(language), { weekday: 'long', timeZone: 'UTC' });
  return (
    <Chip.Group multiple value={chosen.map(String)} onChange={(values) => onChange(WEEKDAYS.filter((day) => values.includes(String(day))))}>
      <Group gap={6} role="group" aria-label={texts.weekdays}>
        {WEEKDAYS.map((day) => (
          <Chip key={day} value={String(day)} variant="outline" aria-label={long.format(SOME_MONDAY + (day - 1) * DAY_MS)}>
            {short.format(SOME_MONDAY + (day - 1) * DAY_MS)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}

/** An empty field is no number. */
function numberIn(value: number | string): number {
  return typeof value === 'number' ? value : Number.parseInt(value, 10);
}
