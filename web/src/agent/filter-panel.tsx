import { Button } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import classes from './filter-panel.module.css';

const TEXTS = inBothLanguages({ show: 'Search and filter' }, { show: 'Procurar e filtrar' });

/** Fields that narrow a list. A phone shows them when they are asked for. */
export function FilterPanel({ children }: { readonly children: ReactNode }) {
  const texts = useTexts(TEXTS);
  const [isOpen, setOpen] = useState(false);
  return (
    <search>
      <Button
        className={classes['opener'] ?? ''}
        variant="default"
        fullWidth
        mih={44}
        leftSection={<IconAdjustmentsHorizontal aria-hidden size={18} />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {texts.show}
      </Button>
      <div className={classes['filters']} data-open={isOpen}>
        {children}
      </div>
    </search>
  );
}
