import { Alert, Button, Code, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiProblem } from '../api/problem.ts';
import { useTexts } from '../language/language.tsx';
import { PROBLEM_TEXTS } from './problem-texts.ts';

interface NoticeProps {
  readonly error: Error;
  /** What it means here, where that is more than its code says. */
  readonly meaning?: { readonly title: string; readonly advice: string } | undefined;
  readonly onRetry?: () => void;
}

/** What went wrong, in plain words, with the id under which the server's log has it; `onRetry` offers to try again. */
export function ProblemNotice({ error, meaning, onRetry }: NoticeProps) {
  const texts = useTexts(PROBLEM_TEXTS);
  const { title, advice, requestId, fields } = { ...describe(error, texts), ...meaning };
  return (
    <Alert color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert">
      <Text size="sm">{advice}</Text>
      {fields.length > 0 && (
        <List size="sm" mt="xs">
          {fields.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>
              <Code>{path}</Code> {message}
            </List.Item>
          ))}
        </List>
      )}
      {requestId !== null && (
        <Text size="xs" mt="xs" c="dimmed">
          {texts.requestId} <Code>{requestId}</Code>
        </Text>
      )}
      {onRetry !== undefined && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>
            {texts.retry}
          </Button>
        </Group>
      )}
    </Alert>
  );
}

/** One sentence for an announcement. */
export function useProblemSentence(): (error: Error) => string {
  const texts = useTexts(PROBLEM_TEXTS);
  return (error) => {
    const { title, advice, requestId } = describe(error, texts);
    return `${title}. ${advice}${requestId === null ? '' : ` (${texts.requestId} ${requestId})`}`;
  };
}

function describe(error: Error, texts: (typeof PROBLEM_TEXTS)['en']) {
  if (!(error instanceof ApiProblem)) {
    // Our own mistake in this page: not for the reader to solve, and not to be hidden from the console either.
    reportError(error);
    return { ...texts.codes.internal, requestId: null, fields: [] };
  }
  return { ...texts.codes[error.code], requestId: error.requestId, fields: error.fields };
}
