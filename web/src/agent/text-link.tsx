import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './text-link.module.css';

/** A link that stands on a line of its own: on a phone as high as a fingertip. */
export function TextLink({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <Anchor component={Link} to={to} underline="always" className={classes['link'] ?? ''}>
      {children}
    </Anchor>
  );
}
