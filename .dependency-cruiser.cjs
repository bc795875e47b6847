// Dependencies point one way: main → adapters → service → domain. Adapters do not know each other.

const ADAPTERS = ['postgresql', 'rest', 'sqs', 'notification', 'embedded', 'opentelemetry', 'prometheus'];
const TESTS = '\\.(test|fixture|property)\\.ts$';
const DOMAIN = '^src/(agent|applicant|booking|caller|email-address|errors|notice|one-line|page|person-name|property|slot|token-claims|uuid)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-knows-nobody',
      comment: 'Types, transitions and rules: no I/O, no library.',
      severity: 'error',
      from: { path: DOMAIN },
      to: { pathNot: DOMAIN },
    },
    {
      name: 'top-level-is-domain',
      comment: 'A new file at the top of src/ is part of the domain, or of putting the program together.',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$', pathNot: [DOMAIN, TESTS, '^src/(main|config)\\.ts$'] },
      to: {},
    },
    {
      name: 'service-knows-the-domain-alone',
      comment: 'Use cases reach the outside through ports.ts.',
      severity: 'error',
      from: { path: '^src/service/', pathNot: TESTS },
      to: { pathNot: [DOMAIN, '^src/service/', '^crypto$', '^node:crypto$'] },
    },
    ...ADAPTERS.map((adapter) => ({
      name: `${adapter}-knows-no-other-adapter`,
      comment: 'What two adapters need from each other goes through the service or the composition.',
      severity: 'error',
      from: { path: `^src/${adapter}/`, pathNot: TESTS },
      to: { path: [`^src/(?!${adapter}/)[^/]+/`, '^src/(main|config)\\.ts$'], pathNot: '^src/service/' },
    })),
    {
      name: 'configuration-is-for-the-composition',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(main|config)\\.ts$', '^src/(commands|program)/', TESTS] },
      to: { path: '^src/(main|config)\\.ts$|^src/program/' },
    },
    {
      name: 'product-knows-no-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: ['^test/', '^scripts/', TESTS] },
    },
    {
      name: 'dashboard-knows-the-contract-alone',
      comment: 'The dashboard is a client of the API like any other; of the server it sees the contract.',
      severity: 'error',
      from: { path: '^web/src/' },
      to: { path: '^(src|test|scripts)/', pathNot: '^src/rest/contract\\.gen\\.ts$' },
    },
    {
      name: 'server-knows-no-dashboard',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^web/' },
    },
    {
      name: 'pages-of-one-role-know-not-the-other',
      comment: 'What both show stands in web/src/visit.',
      severity: 'error',
      from: { path: '^web/src/(agent|applicant)/' },
      to: { path: '^web/src/(agent|applicant)/', pathNot: '^web/src/$1/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-what-is-installed-for-running',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
