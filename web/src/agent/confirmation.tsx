import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { WorkingButton } from '../shell/working-button.tsx';

/** Asks before something that cannot be taken back; says who will be told. The focus goes to the way out. */
export function Confirmation(props: {
  readonly question: string;
  readonly consequences: readonly string[];
  readonly confirm: string;
  readonly keep: string;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onKeep: () => void;
}) {
  const { question, consequences, confirm, keep, isBusy, error, onConfirm, onKeep } = props;
  const wayOut = useRef<HTMLButtonElement>(null);
  useEffect(() => wayOut.current?.focus(), []);
  return (
    <Stack gap="sm" role="group" aria-labelledby="confirmation" aria-describedby="consequences">
      <Title order={3} size="h5" id="confirmation">
        {question}
      </Title>
      <div id="consequences">
        {consequences.map((consequence) => (
          <Text key={consequence}>{consequence}</Text>
        ))}
      </div>
      {error !== null && <ProblemNotice error={error} />}
      <Group mt="xs">
        <WorkingButton color="red" isWorking={isBusy} onClick={onConfirm} mih={44}>
          {confirm}
        </WorkingButton>
        <Button ref={wayOut} variant="default" disabled={isBusy} onClick={onKeep} mih={44}>
          {keep}
        </Button>
      </Group>
    </Stack>
  );
}
