import { Button, Modal, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconHomePlus, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { newId } from '../api/new-id.ts';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { useDialogStep } from '../shell/dialog.ts';
import { EmptyState, LoadingRows, Page } from '../shell/page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { writeZone } from '../visit/visit-time.ts';
import { found } from '../visit/search.ts';
import { shortId, useProperties, type Properties } from './properties.ts';
import { PropertyForm } from './property-form.tsx';
import classes from './slot-list.module.css';
import { useUndescribed } from './undescribed.ts';

const TEXTS = inBothLanguages(
  {
    title: 'Properties',
    lead: 'What you show to applicants: its title, where it is, its time zone.',
    add: 'Add a property',
    close: 'Close',
    search: 'Search',
    searchHint: 'Title or address',
    empty: 'No properties yet',
    emptyAdvice: 'Add the first one; then you can offer visits to it.',
    noMatch: 'Nothing matches',
    noMatchAdvice: 'Try another title or address.',
    undescribed: 'Not described yet',
    undescribedAdvice: 'You offer visits here, but applicants see only a number. Say what it is.',
    describe: 'Describe it',
    described: 'Described',
  },
  {
    title: 'Imóveis',
    lead: 'O que mostra aos candidatos: o título, a morada e o fuso horário.',
    add: 'Adicionar um imóvel',
    close: 'Fechar',
    search: 'Procurar',
    searchHint: 'Título ou morada',
    empty: 'Ainda sem imóveis',
    emptyAdvice: 'Adicione o primeiro; depois pode oferecer visitas.',
    noMatch: 'Nada encontrado',
    noMatchAdvice: 'Experimente outro título ou outra morada.',
    undescribed: 'Por descrever',
    undescribedAdvice: 'Oferece aqui visitas, mas os candidatos só veem um número. Diga o que é.',
    describe: 'Descrever',
    described: 'Descritos',
  },
);

/** The organization's properties. */
export function PropertiesPage() {
  const texts = useTexts(TEXTS);
  const properties = useProperties();
  const undescribed = useUndescribed(properties);
  const [search, setSearch] = useState('');
  const { of: id, open, close } = useDialogStep('add');
  const action = (
    <Button leftSection={<IconHomePlus aria-hidden size={20} />} mih={44} onClick={() => open(newId())}>
      {texts.add}
    </Button>
  );
  return (
    <Page title={texts.title} lead={texts.lead} action={action}>
      {properties.error !== null && <ProblemNotice error={properties.error} />}
      {properties.isPending && <LoadingRows rows={4} />}
      {!properties.isPending && properties.list.length === 0 && properties.error === null && <EmptyState title={texts.empty} advice={texts.emptyAdvice} />}
      {undescribed.length > 0 && <Undescribed ids={undescribed} />}
      {properties.list.length > 0 && (
        <>
          <TextInput type="search" label={texts.search} placeholder={texts.searchHint} leftSection={<IconSearch aria-hidden size={16} />} maw={480} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
          <PropertyList properties={properties} search={search} />
        </>
      )}
      <Modal opened={id !== null} onClose={close} title={texts.add} centered closeButtonProps={{ 'aria-label': texts.close, size: 'lg' }}>
        {id !== null && <PropertyForm id={id} property={null} onSaved={close} onCancel={close} />}
      </Modal>
    </Page>
  );
}

function PropertyList({ properties, search }: { readonly properties: Properties; readonly search: string }) {
  const texts = useTexts(TEXTS);
  const { language } = useLanguage();
  const shown = useMemo(() => properties.list.filter(({ title, address }) => found(search, [title ?? '', address ?? ''])), [properties, search]);
  if (shown.length === 0) {
    return <EmptyState title={texts.noMatch} advice={texts.noMatchAdvice} />;
  }
  return (
    <ul className={classes['list']} aria-label={texts.described}>
      {shown.map(({ id, address }) => (
        <li key={id}>
          <Link to={`/properties/${id}`} className={classes['slot']}>
            <span className={classes['what']}>
              <Text fw={600} span>
                {properties.nameOf(id)}
              </Text>
              <Text size="sm" c="dimmed" span>
                {address}
              </Text>
            </span>
            <Text size="sm" c="dimmed" span>
              {writeZone({ zone: properties.zoneOf(id), language })}
            </Text>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Undescribed({ ids }: { readonly ids: readonly string[] }) {
  const texts = useTexts(TEXTS);
  return (
    <Stack component="section" gap="xs" aria-labelledby="undescribed">
      <Title order={2} size="h5" id="undescribed">
        {texts.undescribed}
      </Title>
      <Text c="dimmed">{texts.undescribedAdvice}</Text>
      <ul className={classes['list']}>
        {ids.map((id) => (
          <li key={id}>
            <Link to={`/properties/${id}`} className={classes['slot']} data-status="cancelled">
              <Text fw={600} span className={classes['what'] ?? ''}>
                {shortId(id)}
              </Text>
              <Text span>{texts.describe}</Text>
            </Link>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
