import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useApi } from '../api/context.tsx';
import type { Property } from '../api/contract.ts';
import { answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useSettings } from '../session/settings.tsx';
import { useAnnounce } from '../shell/announcements.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { WorkingButton } from '../shell/working-button.tsx';
import { Choice } from './choice.tsx';

const TEXTS = inBothLanguages(
  {
    title: 'Title',
    titleHint: 'What applicants read first, for instance “2-room flat in Alfama”.',
    address: 'Address',
    addressHint: 'Where they have to go, on one line.',
    zone: 'Time zone',
    zoneHint: 'Visits are told in this zone.',
    noZone: 'No zone has that name',
    missing: 'Please fill this in',
    save: 'Save',
    cancel: 'Cancel',
    saved: (title: string) => `Saved: ${title}.`,
  },
  {
    title: 'Título',
    titleHint: 'O que os candidatos leem primeiro, por exemplo «T2 em Alfama».',
    address: 'Morada',
    addressHint: 'Para onde têm de ir, numa linha.',
    zone: 'Fuso horário',
    zoneHint: 'As visitas são indicadas neste fuso.',
    noZone: 'Nenhum fuso tem esse nome',
    missing: 'Preencha este campo, por favor',
    save: 'Guardar',
    cancel: 'Cancelar',
    saved: (title: string) => `Guardado: ${title}.`,
  },
);

/** Describes a property: what it is called, where it is, in which zone. `property` null: not described yet. */
export function PropertyForm(props: { readonly id: string; readonly property: Property | null; readonly onSaved: () => void; readonly onCancel: () => void }) {
  const { id, property, onSaved, onCancel } = props;
  const texts = useTexts(TEXTS);
  const announce = useAnnounce();
  const { default_time_zone: defaultZone } = useSettings();
  const [title, setTitle] = useState(property?.title ?? '');
  const [address, setAddress] = useState(property?.address ?? '');
  const [zone, setZone] = useState<string | null>(property?.time_zone ?? defaultZone);
  const [isSent, setSent] = useState(false);
  const describe = useDescribeProperty(id);
  const missing = (text: string | null) => (isSent && (text ?? '').trim() === '' ? texts.missing : null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (title.trim() !== '' && address.trim() !== '' && zone !== null) {
      describe.mutate(
        { title: title.trim(), address: address.trim(), time_zone: zone },
        {
          onSuccess: () => {
            announce(texts.saved(title.trim()));
            onSaved();
          },
        },
      );
    }
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        <TextInput label={texts.title} description={texts.titleHint} required maxLength={200} value={title} error={missing(title)} onChange={(event) => setTitle(event.currentTarget.value)} data-autofocus />
        <TextInput label={texts.address} description={texts.addressHint} required maxLength={500} autoComplete="off" value={address} error={missing(address)} onChange={(event) => setAddress(event.currentTarget.value)} />
        <Choice label={texts.zone} description={texts.zoneHint} required searchable nothingFoundMessage={texts.noZone} data={zoneChoices(property?.time_zone ?? defaultZone)} value={zone} error={missing(zone)} onChange={setZone} />
        {describe.error !== null && <ProblemNotice error={describe.error} />}
        <Group>
          <WorkingButton type="submit" isWorking={describe.isPending} mih={44}>
            {texts.save}
          </WorkingButton>
          <Button variant="default" onClick={onCancel} mih={44}>
            {texts.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useDescribeProperty(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { title: string; address: string; time_zone: string }) => answerOf(api.PUT('/api/v1/properties/{id}', { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: QUERY.properties }),
  });
}

/** The zones that the browser knows, and the one in use, which it may know by another name. */
function zoneChoices(own: string): string[] {
  return [...new Set([own, ...Intl.supportedValuesOf('timeZone')])].toSorted();
}
