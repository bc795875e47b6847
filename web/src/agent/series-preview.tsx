import { Text } from '@mantine/core';
import { useLanguage, useTexts } from '../language/language.tsx';
import { groupByDay } from '../visit/visit-days.ts';
import { writeDay, writeTime } from '../visit/visit-time.ts';
import type { Series } from './offer-series.ts';
import classes from './series-preview.module.css';
import { SERIES_TEXTS } from './series-texts.ts';

/** What a series comes to, before it is offered: how many, and when. */
export function SeriesPreview({ series, zone }: { readonly series: Series; readonly zone: string }) {
  const texts = useTexts(SERIES_TEXTS);
  const { language } = useLanguage();
  const times = { zone, language };
  const days = groupByDay(series.visits, () => zone);
  return (
    <div className={classes['preview']}>
      <Text fw={700} role="status">
        {texts.preview(series.visits.length, days.length)}
      </Text>
      <ul className={classes['days']}>
        {days.map(({ day, visits }) => (
          <li key={day}>
            <Text size="sm" span fw={600}>
              {writeDay(visits[0]?.start_time ?? day, times)}:
            </Text>{' '}
            <Text size="sm" span>
              {visits.map((visit) => writeTime(visit.start_time, times)).join(', ')}
            </Text>
          </li>
        ))}
      </ul>
      {series.past > 0 && <Text size="sm">{texts.past(series.past)}</Text>}
      {series.missing.length > 0 && <Text size="sm">{texts.missing(series.missing.length)}</Text>}
    </div>
  );
}
