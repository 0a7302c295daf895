import js from '@eslint/js'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { places } from './eslint/places.js'

export default defineConfig(
  globalIgnores(['dist', '**/node_modules', '**/*.generated.ts']),
  js.configs.recommended,
  tseslint.configs.strict,
  tseslint.configs.stylistic,
  reactHooks.configs.flat.recommended,
  {
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { minimumDescriptionLength: 10 }],
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme'] }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-indexed-object-style': ['error', 'record'],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { places },
    rules: {
      'places/direction': 'error',
      'places/no-cycle': 'error',
      'places/kebab-case': 'error',
    },
  },
  {
    // Node's and the browser's globals meet in these files; an unknown name fails when they run.
    files: ['*.{js,ts}', 'scripts/**', 'eslint/**', 'e2e/**'],
    rules: { 'no-console': 'off', 'no-undef': 'off' },
  },
  {
    files: ['**/*.test.{ts,tsx}'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Only interfaces merge with those of a library.
    files: ['src/app/router.tsx', 'src/vite-env.d.ts'],
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
    },
  },
)
