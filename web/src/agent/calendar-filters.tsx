import { Chip, Group, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { SLOT_STATUSES, type SlotFilter } from './calendar-slots.ts';
import classes from './calendar-page.module.css';
import { Choice } from './choice.tsx';
import { FilterPanel } from './filter-panel.tsx';
import { useStatusTexts } from './status-mark.tsx';

const TEXTS = inBothLanguages(
  { search: 'Search', searchHint: 'Name, property or address', property: 'Property', every: 'Every property', status: 'Show' },
  { search: 'Procurar', searchHint: 'Nome, imóvel ou morada', property: 'Imóvel', every: 'Todos os imóveis', status: 'Mostrar' },
);

/** What of the calendar is shown. */
export function CalendarFilters(props: {
  readonly filter: SlotFilter;
  readonly properties: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (filter: SlotFilter) => void;
}) {
  const { filter, properties, onChange } = props;
  const texts = useTexts(TEXTS);
  const statusTexts = useStatusTexts();
  return (
    <FilterPanel>
      <TextInput
        type="search"
        label={texts.search}
        placeholder={texts.searchHint}
        leftSection={<IconSearch aria-hidden size={16} />}
        value={filter.search}
        onChange={(event) => onChange({ ...filter, search: event.currentTarget.value })}
      />
      <Choice
        label={texts.property}
        placeholder={texts.every}
        data={[...properties]}
        value={filter.propertyId}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': texts.every }}
        onChange={(propertyId) => onChange({ ...filter, propertyId })}
      />
      <Chip.Group multiple value={[...filter.statuses]} onChange={(chosen) => onChange({ ...filter, statuses: SLOT_STATUSES.filter((status) => chosen.includes(status)) })}>
        <Group gap="xs" role="group" aria-label={texts.status} className={classes['statuses'] ?? ''}>
          {SLOT_STATUSES.map((status) => (
            <Chip key={status} value={status} variant="outline">
              {statusTexts[status]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </FilterPanel>
  );
}
