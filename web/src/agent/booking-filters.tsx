import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { BOOKING_STATUSES, type BookingsChoice } from './bookings-address.ts';
import { Choice } from './choice.tsx';
import { FilterPanel } from './filter-panel.tsx';
import type { Properties } from './properties.ts';
import { useStatusTexts } from './status-mark.tsx';

const TEXTS = inBothLanguages(
  { search: 'Search', searchHint: 'Applicant, property or address', property: 'Property', every: 'Every property', status: 'Status', any: 'Any status', from: 'From day', to: 'To day', reset: 'Upcoming only' },
  { search: 'Procurar', searchHint: 'Candidato, imóvel ou morada', property: 'Imóvel', every: 'Todos os imóveis', status: 'Estado', any: 'Qualquer estado', from: 'Do dia', to: 'Até ao dia', reset: 'Só as próximas' },
);

/** Which bookings are listed. `firstDay` is shown as the first one: that chosen, or today. */
export function BookingFilters(props: {
  readonly chosen: BookingsChoice;
  readonly firstDay: string;
  readonly properties: Properties;
  readonly onChange: (chosen: BookingsChoice) => void;
  readonly onReset: () => void;
}) {
  const { chosen, firstDay, properties, onChange, onReset } = props;
  const texts = useTexts(TEXTS);
  const statuses = useStatusTexts();
  return (
    <FilterPanel>
      <TextInput
        type="search"
        label={texts.search}
        placeholder={texts.searchHint}
        leftSection={<IconSearch aria-hidden size={16} />}
        value={chosen.search}
        onChange={(event) => onChange({ ...chosen, search: event.currentTarget.value })}
      />
      <Choice
        label={texts.property}
        placeholder={texts.every}
        data={properties.list.map(({ id }) => ({ value: id, label: properties.nameOf(id) }))}
        value={chosen.propertyId}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': texts.every }}
        onChange={(propertyId) => onChange({ ...chosen, propertyId })}
      />
      <Choice
        label={texts.status}
        placeholder={texts.any}
        data={BOOKING_STATUSES.map((status) => ({ value: status, label: statuses[status] }))}
        value={chosen.status}
        clearable
        clearButtonProps={{ 'aria-label': texts.any }}
        onChange={(wanted) => onChange({ ...chosen, status: BOOKING_STATUSES.find((status) => status === wanted) ?? null })}
      />
      <TextInput type="date" label={texts.from} value={firstDay} onChange={(event) => onChange({ ...chosen, fromDay: event.currentTarget.value })} />
      <TextInput type="date" label={texts.to} value={chosen.toDay} onChange={(event) => onChange({ ...chosen, toDay: event.currentTarget.value })} />
      <Button variant="default" mih={44} onClick={onReset}>
        {texts.reset}
      </Button>
    </FilterPanel>
  );
}
