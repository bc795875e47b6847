import { Alert, Button, CopyButton, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { Property } from '../api/contract.ts';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { useSettings } from '../session/settings.tsx';
import { NoSuchPage } from '../shell/no-such-page.tsx';
import { LoadingRows, Page } from '../shell/page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { propertyIdIn } from '../visit/property-id.ts';
import { writeZone } from '../visit/visit-time.ts';
import { useProperties } from './properties.ts';
import { PropertyForm } from './property-form.tsx';
import { TextLink } from './text-link.tsx';

const TEXTS = inBothLanguages(
  {
    edit: 'Edit',
    back: 'All properties',
    address: 'Address',
    noAddress: 'Nobody has said where it is.',
    zone: 'Time zone',
    link: 'Link for applicants',
    linkHint: 'Applicants whom your agency screened can book a visit here.',
    copy: 'Copy the link',
    copied: 'Copied',
    undescribed: 'This property is not described yet',
    undescribedAdvice: 'Applicants see only a number. Say what it is called and where it is.',
  },
  {
    edit: 'Editar',
    back: 'Todos os imóveis',
    address: 'Morada',
    noAddress: 'Ninguém disse onde fica.',
    zone: 'Fuso horário',
    link: 'Ligação para os candidatos',
    linkHint: 'Os candidatos aprovados pela sua agência podem marcar aqui uma visita.',
    copy: 'Copiar a ligação',
    copied: 'Copiada',
    undescribed: 'Este imóvel ainda não está descrito',
    undescribedAdvice: 'Os candidatos só veem um número. Diga como se chama e onde fica.',
  },
);

/** One property: what it is called, where it is, its zone, and the link for applicants. */
export function PropertyPage() {
  const texts = useTexts(TEXTS);
  const id = propertyIdIn(useParams()['id']);
  const { isPending, error, nameOf, find } = useProperties();
  if (id === null) {
    return <NoSuchPage />;
  }
  return (
    <Page title={nameOf(id)}>
      {isPending && <LoadingRows rows={2} />}
      {error !== null && <ProblemNotice error={error} />}
      {/* One that nobody described can be visited all the same. */}
      {!isPending && error === null && <PropertyDetails key={id} id={id} property={find(id)} />}
      <div>
        <TextLink to="/properties">
          {texts.back}
        </TextLink>
      </div>
    </Page>
  );
}

function PropertyDetails({ id, property }: { readonly id: string; readonly property: Property | null }) {
  const texts = useTexts(TEXTS);
  const { language } = useLanguage();
  const { default_time_zone: defaultZone } = useSettings();
  const [isEdited, setEdited] = useState(false);
  const stop = () => setEdited(false);
  return (
    <Paper withBorder p="md" maw={720}>
      {isEdited ? (
        <PropertyForm id={id} property={property} onSaved={stop} onCancel={stop} />
      ) : (
        <Stack gap="md">
          {property === null && (
            <Alert variant="outline" title={texts.undescribed}>
              {texts.undescribedAdvice}
            </Alert>
          )}
          <div>
            <Text fw={600}>{texts.address}</Text>
            <Text>{property?.address ?? texts.noAddress}</Text>
          </div>
          <div>
            <Text fw={600}>{texts.zone}</Text>
            <Text>{writeZone({ zone: property?.time_zone ?? defaultZone, language })}</Text>
          </div>
          <Group>
            <Button variant="default" leftSection={<IconPencil aria-hidden size={18} />} mih={44} onClick={() => setEdited(true)}>
              {texts.edit}
            </Button>
          </Group>
          <ApplicantLink id={id} />
        </Stack>
      )}
    </Paper>
  );
}

function ApplicantLink({ id }: { readonly id: string }) {
  const texts = useTexts(TEXTS);
  const link = `${globalThis.location.origin}/properties/${id}`;
  return (
    <Group align="flex-end" gap="xs">
      <TextInput label={texts.link} description={texts.linkHint} readOnly value={link} flex="1 1 16rem" onFocus={(event) => event.currentTarget.select()} />
      <CopyButton value={link}>
        {({ copied, copy }) => (
          <Button variant="default" mih={44} leftSection={copied ? <IconCheck aria-hidden size={18} /> : <IconCopy aria-hidden size={18} />} onClick={copy}>
            <span aria-live="polite">{copied ? texts.copied : texts.copy}</span>
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
