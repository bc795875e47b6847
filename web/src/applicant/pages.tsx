import { IconCalendarCheck, IconHome } from '@tabler/icons-react';
import { Route, Routes } from 'react-router';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useCaller } from '../session/caller.tsx';
import { useSignOut } from '../session/sign-out.ts';
import { NoSuchPage } from '../shell/no-such-page.tsx';
import { Shell } from '../shell/shell.tsx';
import { HomePage } from './home-page.tsx';
import { PropertyPage } from './property-page.tsx';
import { VisitsPage } from './visits-page.tsx';

const TEXTS = inBothLanguages({ home: 'Home', visits: 'My visits' }, { home: 'Início', visits: 'As minhas visitas' });

/** What an applicant sees: where they can go, one property, their visits. */
export function ApplicantPages() {
  const texts = useTexts(TEXTS);
  const signOut = useSignOut();
  const { organizations } = useCaller();
  const [first] = organizations;
  const links = [
    { to: '/', label: texts.home, icon: <IconHome aria-hidden size={20} /> },
    { to: '/visits', label: texts.visits, icon: <IconCalendarCheck aria-hidden size={20} /> },
  ];
  return (
    <Shell links={links} account={{ name: first?.name ?? '', email: first?.email ?? '', signOut }}>
      <Routes>
        <Route path="/" element={<HomePage />} />
        <Route path="/properties/:id" element={<PropertyPage />} />
        <Route path="/visits" element={<VisitsPage />} />
        <Route path="*" element={<NoSuchPage />} />
      </Routes>
    </Shell>
  );
}
