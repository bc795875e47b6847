import { Skeleton, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { inBothLanguages, useTexts } from '../language/language.tsx';

const TEXTS = inBothLanguages({ loading: 'Loading' }, { loading: 'A carregar' });

/**
 * One page: its title stands in the heading and in the browser's tab, and takes the focus when somebody comes from another
 * page, so that a screen reader says where they are. `lead` is one line under the title, `action` stands beside it.
 */
export function Page(props: { readonly title: string; readonly lead?: ReactNode; readonly action?: ReactNode; readonly children: ReactNode }) {
  const { title, lead, action, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const { key, pathname } = useLocation();
  useEffect(() => {
    document.title = `${title} · Visita`;
  }, [title]);
  useEffect(() => {
    // The first page of a visit starts at the top of the document, as any page does.
    if (key !== 'default') {
      heading.current?.focus({ preventScroll: true });
      globalThis.scrollTo({ top: 0 });
    }
    // Another search (a day, a filter) is still the same page.
  }, [pathname]);
  return (
    <Stack gap="lg">
      <Stack gap={4}>
        <div className="page-heading">
          <Title order={1} size="h2" ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {action}
        </div>
        {lead !== undefined && (
          <Text c="dimmed" component="div">
            {lead}
          </Text>
        )}
      </Stack>
      {children}
    </Stack>
  );
}

/** What stands there until something was read: `rows` grey bars, said once to screen readers. */
export function LoadingRows({ rows = 3, height = 72 }: { readonly rows?: number; readonly height?: number }) {
  const { loading } = useTexts(TEXTS);
  return (
    <Stack gap="sm" role="status" aria-label={loading}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  );
}

/** Nothing to show: says so, and what to do about it. */
export function EmptyState(props: { readonly title: string; readonly level?: 2 | 3; readonly advice: string; readonly action?: ReactNode }) {
  const { title, level = 2, advice, action } = props;
  return (
    <Stack className="empty-state" align="center" gap="xs">
      <Title order={level} size="h4" ta="center">
        {title}
      </Title>
      <Text c="dimmed" ta="center" maw="32rem">
        {advice}
      </Text>
      {action}
    </Stack>
  );
}
