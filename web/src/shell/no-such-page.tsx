import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { EmptyState, Page } from './page.tsx';

const TEXTS = inBothLanguages(
  { nothingHere: 'There is no such page', nothingHereAdvice: 'The link may be old, or mistyped.', home: 'To the start' },
  { nothingHere: 'Esta página não existe', nothingHereAdvice: 'A ligação pode ser antiga ou ter um erro.', home: 'Para o início' },
);

/** For addresses that lead nowhere. */
export function NoSuchPage() {
  const texts = useTexts(TEXTS);
  return (
    <Page title={texts.nothingHere}>
      <EmptyState
        title={texts.nothingHere}
        advice={texts.nothingHereAdvice}
        action={
          <Button component={Link} to="/">
            {texts.home}
          </Button>
        }
      />
    </Page>
  );
}
