import importX from 'eslint-plugin-import-x';
import { configs as lit } from 'eslint-plugin-lit';
import tseslint from 'typescript-eslint';

/**
 * The import rules of the architecture (CONTRIBUTING.md, «Who may import whom»). `forbid` names what a
 * folder may not import at all; `typesOnly` what it may import as types.
 */
const boundary = (files, { forbid = [], typesOnly = [] }, ignores = []) => ({
  files,
  ignores,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          ...forbid.map((regex) => ({
            regex,
            message: `${files.join(', ')} may not import this.`,
          })),
          ...typesOnly.map((regex) => ({
            regex,
            allowTypeImports: true,
            message: `${files.join(', ')} may import only types from here.`,
          })),
        ],
      },
    ],
  },
});

const ENGINES = '^(umap-js|@tensorflow/.*)$';
const WORKERS = String.raw`(^|/)workers/(?!contracts/)`;
const CONTRACTS = String.raw`(^|/)workers/contracts/`;

export default tseslint.config(
  {
    ignores: [
      'dist',
      'lib',
      'node_modules',
      'public',
      'coverage',
      'test-results',
      'playwright-report',
    ],
  },
  // AssemblyScript: its compiler checks them (scripts/wasm.mjs).
  { ignores: ['**/*.kernel.ts', 'workers/wasm/build'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['src', 'workers', 'scripts', 'e2e']
          .map((realm) => `./${realm}/tsconfig.json`)
          .concat('./workers/tsconfig.test.json')
          .concat('./scripts/engines/tsconfig.json', './scripts/record/tsconfig.json')
          .concat('./scripts/bench/packed/tsconfig.json', './scripts/bench/page/tsconfig.json'),
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-restricted-globals': ['error', { name: 'alert' }],
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Pass a seeded generator in (workers/random.ts).',
        },
      ],
      'no-console': 'error',
    },
    settings: {
      'import-x/resolver-next': [
        importX.createNodeResolver({ extensions: ['.ts', '.js', '.mjs'] }),
      ],
    },
  },
  { files: ['src/components/**/*.ts', 'src/article/**/*.ts'], ...lit['flat/recommended'] },
  { files: ['scripts/**/*.ts', 'e2e/**/*.ts', '**/*.config.ts'], rules: { 'no-console': 'off' } },

  boundary(['src/components/**/*.ts', 'src/controllers/**/*.ts', 'src/article/**/*.ts'], {
    forbid: ['/clients/', WORKERS, '^comlink$', ENGINES],
    typesOnly: [CONTRACTS],
  }),
  boundary(['src/trace/**/*.ts'], {
    forbid: [
      '/components/',
      '/controllers/',
      '/article/',
      '/render/',
      '/clients/',
      '/runs/',
      '^lit',
      '^comlink$',
      ENGINES,
      WORKERS,
    ],
    typesOnly: [CONTRACTS],
  }),
  boundary(['src/render/**/*.ts'], {
    forbid: [
      '/components/',
      '/controllers/',
      '/article/',
      '/clients/',
      '/runs/',
      '/trace/',
      '^lit',
      '^comlink$',
      ENGINES,
      WORKERS,
    ],
    typesOnly: [CONTRACTS],
  }),
  boundary(['src/runs/**/*.ts'], {
    forbid: [
      '/components/',
      '/controllers/',
      '/article/',
      '/render/',
      '^lit',
      '^comlink$',
      ENGINES,
      WORKERS,
    ],
    typesOnly: [CONTRACTS],
  }),
  boundary(['src/clients/**/*.ts'], {
    forbid: [
      '/components/',
      '/controllers/',
      '/article/',
      '/render/',
      '/runs/',
      '/trace/',
      '^lit',
      ENGINES,
      String.raw`(^|/)workers/(?!contracts/).*(?<!\?worker&url)$`,
    ],
    typesOnly: [CONTRACTS],
  }),
  boundary(['workers/contracts/**/*.ts'], { forbid: [String.raw`^(?!\./)`] }),
  boundary(['workers/umap/**/*.ts'], { forbid: ['(^|/)src/', '^lit', '/cnn/'] }),
  boundary(['workers/cnn/**/*.ts'], { forbid: ['(^|/)src/', '^lit', '/umap/'] }),
  // Traces are written by the code that reads them.
  boundary(['workers/keeper/**/*.ts'], { forbid: [String.raw`(^|/)src/(?!trace/)`, '^lit'] }),
  boundary(['workers/**/*.ts'], { forbid: ['(^|/)src/', '^lit'] }, [
    'workers/contracts/**',
    'workers/keeper/**',
    'workers/umap/**',
    'workers/cnn/**',
  ]),
);
