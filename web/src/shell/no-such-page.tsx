import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { EmptyState, Page } from './page.tsx';

const TEXTS = inBothLanguages(
  { nothingHere: 'There is no such page', why: 'The link may be old, or mistyped', advice: 'Everything else is where it was.', home: 'To the start' },
  { nothingHere: 'Esta página não existe', why: 'A ligação pode ser antiga ou ter um erro', advice: 'O resto está onde estava.', home: 'Para o início' },
);

/** For addresses that lead nowhere. */
export function NoSuchPage() {
  const texts = useTexts(TEXTS);
  return (
    <Page title={texts.nothingHere}>
      <EmptyState
        title={texts.why}
        advice={texts.advice}
        action={
          <Button component={Link} to="/">
            {texts.home}
          </Button>
        }
      />
    </Page>
  );
}
