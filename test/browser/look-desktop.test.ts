import { DESKTOP } from './browser.fixture.ts';
import { lookAtEverything } from './look-suite.fixture.ts';

lookAtEverything([
  { language: 'en', colours: 'light', size: DESKTOP },
  { language: 'pt-PT', colours: 'dark', size: DESKTOP },
]);
