import { IconCalendarCheck, IconHome } from '@tabler/icons-react';
import { Route, Routes } from 'react-router';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useCaller } from '../session/caller.tsx';
import { useSession } from '../session/context.tsx';
import { Page } from '../shell/page.tsx';
import { NoSuchPage } from '../shell/no-such-page.tsx';
import { Shell } from '../shell/shell.tsx';

const TEXTS = inBothLanguages({ home: 'Home', visits: 'My visits' }, { home: 'Início', visits: 'As minhas visitas' });

/** What an applicant sees: where they can go, one property, their visits. */
export function ApplicantPages() {
  const texts = useTexts(TEXTS);
  const session = useSession();
  const { organizations } = useCaller();
  const [first] = organizations;
  const links = [
    { to: '/', label: texts.home, icon: <IconHome aria-hidden size={20} /> },
    { to: '/visits', label: texts.visits, icon: <IconCalendarCheck aria-hidden size={20} /> },
  ];
  return (
    <Shell links={links} account={{ name: first?.name ?? '', email: first?.email ?? '', signOut: () => void session.signOut() }}>
      <Routes>
        <Route path="/" element={<Page title={texts.home}>…</Page>} />
        <Route path="/properties/:id" element={<Page title={texts.home}>…</Page>} />
        <Route path="/visits" element={<Page title={texts.visits}>…</Page>} />
        <Route path="*" element={<NoSuchPage />} />
      </Routes>
    </Shell>
  );
}
