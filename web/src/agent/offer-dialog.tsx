import { Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { writeZone } from '../visit/visit-time.ts';
import { Choice } from './choice.tsx';
import { OfferOne } from './offer-one.tsx';
import { OfferSeries } from './offer-series-form.tsx';
import type { PlannedVisit } from './offer-series.ts';
import type { Properties } from './properties.ts';
import type { SeriesFields } from './series-fields.ts';
import { TextLink } from './text-link.tsx';
import type { VisitFields } from './visit-fields.ts';

const TEXTS = inBothLanguages(
  {
    title: 'Offer a visit',
    close: 'Close',
    property: 'Property',
    choose: 'Choose a property',
    none: 'There is no property yet.',
    add: 'Add a property first',
    zone: (zone: string) => `Times as the clocks at the property show them: ${zone}.`,
    how: 'How many',
    one: 'One visit',
    several: 'Several',
  },
  {
    title: 'Oferecer uma visita',
    close: 'Fechar',
    property: 'Imóvel',
    choose: 'Escolha um imóvel',
    none: 'Ainda não há imóveis.',
    add: 'Adicione primeiro um imóvel',
    zone: (zone: string) => `Horas como as mostram os relógios no imóvel: ${zone}.`,
    how: 'Quantas',
    one: 'Uma visita',
    several: 'Várias',
  },
);

/** Offers one visit or a series of them. `offer` null: closed; its visit is the free time that was dragged over, if any. */
export function OfferDialog(props: {
  readonly offer: { readonly visit: PlannedVisit | null } | null;
  readonly properties: Properties;
  /** The IANA zone where no property is chosen yet. */
  readonly zone: string;
  readonly onClose: () => void;
  readonly onClosed: () => void;
}) {
  const { offer, properties, zone, onClose, onClosed } = props;
  const texts = useTexts(TEXTS);
  // Stays from one opening to the next: who offers once at a property offers there again.
  const [chosen, choose] = useState<string | null>(null);
  const only = properties.list.length === 1 ? (properties.list[0]?.id ?? null) : null;
  return (
    <Modal opened={offer !== null} onClose={onClose} onExitTransitionEnd={onClosed} title={texts.title} centered closeButtonProps={{ 'aria-label': texts.close, size: 'lg' }}>
      {offer !== null && <OfferForms visit={offer.visit} properties={properties} propertyId={chosen ?? only} zone={zone} onProperty={choose} onClose={onClose} />}
    </Modal>
  );
}

function OfferForms(props: {
  readonly visit: PlannedVisit | null;
  readonly properties: Properties;
  readonly propertyId: string | null;
  readonly zone: string;
  readonly onProperty: (id: string | null) => void;
  readonly onClose: () => void;
}) {
  const { visit, properties, propertyId, zone: calendarZone, onProperty, onClose } = props;
  const texts = useTexts(TEXTS);
  const { language } = useLanguage();
  const [mode, setMode] = useState('one');
  const [visitTyped, typeVisit] = useState<VisitFields | null>(null);
  const [seriesTyped, typeSeries] = useState<SeriesFields | null>(null);
  const zone = propertyId === null ? calendarZone : properties.zoneOf(propertyId);
  const form = { visit, propertyId, zone, onClose };
  if (!properties.isPending && properties.list.length === 0) {
    return (
      <Stack gap="xs">
        <Text>{texts.none}</Text>
        <TextLink to="/properties">
          {texts.add}
        </TextLink>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <Choice
        label={texts.property}
        placeholder={texts.choose}
        required
        searchable
        allowDeselect={false}
        data={properties.list.map(({ id }) => ({ value: id, label: properties.nameOf(id) }))}
        value={propertyId}
        onChange={onProperty}
        data-autofocus
      />
      <Text size="sm" c="dimmed">
        {texts.zone(writeZone({ zone, language }))}
      </Text>
      <SegmentedControl aria-label={texts.how} fullWidth value={mode} onChange={setMode} data={[{ value: 'one', label: texts.one }, { value: 'several', label: texts.several }]} />
      {mode === 'one' ? <OfferOne {...form} typed={visitTyped} onTyped={typeVisit} /> : <OfferSeries {...form} typed={seriesTyped} onTyped={typeSeries} />}
    </Stack>
  );
}
