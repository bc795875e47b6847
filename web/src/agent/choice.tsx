import { Select, type SelectProps } from '@mantine/core';
import classes from './choice.module.css';

/**
 * One of several, found by typing. The list stands beside its field, not at the end of the page, so that it belongs to the same
 * part for screen readers; and it scrolls itself, so that the keyboard can.
 */
export function Choice(props: Omit<SelectProps, 'comboboxProps' | 'withScrollArea' | 'classNames' | 'openOnFocus'>) {
  return (
    <Select openOnFocus={false} comboboxProps={{ withinPortal: false }} withScrollArea={false} classNames={{ options: classes['options'] ?? '' }} {...props} />
  );
}
