import { PHONE } from './browser.fixture.ts';
import { lookAtEverything } from './look-suite.fixture.ts';

// The other way round than on a desktop: so each language meets each colour.
lookAtEverything([
  { language: 'pt-PT', colours: 'light', size: PHONE },
  { language: 'en', colours: 'dark', size: PHONE },
]);
