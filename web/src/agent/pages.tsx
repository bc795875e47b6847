import { IconBuildingCommunity, IconCalendarWeek, IconUsers } from '@tabler/icons-react';
import { Route, Routes } from 'react-router';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useCaller } from '../session/caller.tsx';
import { useSignOut } from '../session/sign-out.ts';
import { NoSuchPage } from '../shell/no-such-page.tsx';
import { Shell } from '../shell/shell.tsx';
import { BookingPage } from './booking-page.tsx';
import { BookingsPage } from './bookings-page.tsx';
import { CalendarPage } from './calendar-page.tsx';
import { PropertiesPage } from './properties-page.tsx';
import { PropertyPage } from './property-page.tsx';

const TEXTS = inBothLanguages(
  { calendar: 'Calendar', bookings: 'Bookings', properties: 'Properties' },
  { calendar: 'Calendário', bookings: 'Marcações', properties: 'Imóveis' },
);

/** What an agent sees: their calendar, the organization's bookings, its properties. */
export function AgentPages() {
  const texts = useTexts(TEXTS);
  const signOut = useSignOut();
  const { organizations } = useCaller();
  const [first] = organizations;
  const links = [
    { to: '/', label: texts.calendar, icon: <IconCalendarWeek aria-hidden size={20} /> },
    { to: '/bookings', label: texts.bookings, icon: <IconUsers aria-hidden size={20} /> },
    { to: '/properties', label: texts.properties, icon: <IconBuildingCommunity aria-hidden size={20} /> },
  ];
  return (
    <Shell wide links={links} account={{ name: first?.name ?? '', email: first?.email ?? '', signOut }}>
      <Routes>
        <Route path="/" element={<CalendarPage />} />
        <Route path="/calendar" element={<CalendarPage />} />
        <Route path="/bookings" element={<BookingsPage />} />
        <Route path="/bookings/:id" element={<BookingPage />} />
        <Route path="/properties" element={<PropertiesPage />} />
        <Route path="/properties/:id" element={<PropertyPage />} />
        <Route path="*" element={<NoSuchPage />} />
      </Routes>
    </Shell>
  );
}
