import { expect, it } from 'vitest'
import type { Import, ImportState } from './import-model'
import { firstStep, stepOf } from './wizard-step'

const anImport = (
  state: ImportState,
  dry_run: boolean,
  differing: Partial<Import> = {},
): Import => ({
  id: '1',
  kind: 'item',
  file_name: 'a.csv',
  size: 1,
  encoding: null,
  sheet: null,
  sheets: [],
  header_row: 1,
  columns: [{ index: 0, header: 'code', samples: [] }],
  targets: [],
  preview: [],
  state,
  dry_run,
  done: 0,
  total: null,
  result: null,
  error: null,
  ...differing,
})

it.each([
  ['ready', false, 'file', 'file'],
  ['ready', false, 'mapping', 'mapping'],
  ['ready', false, 'run', 'check'],
  ['running', true, 'file', 'check'],
  ['running', false, 'file', 'run'],
  ['done', true, 'check', 'check'],
  ['done', true, 'mapping', 'mapping'],
  ['done', false, 'file', 'result'],
  ['failed', false, 'run', 'run'],
  ['failed', false, 'check', 'check'],
  ['failed', false, 'mapping', 'mapping'],
  ['cancelled', true, 'check', 'check'],
] as const)('%s (dry run: %s) from %s shows %s', (state, dry, walked, shown) => {
  expect(stepOf(anImport(state, dry), walked)).toBe(shown)
})

it('an untouched import begins with its file, a tried one with its check', () => {
  expect(firstStep(anImport('ready', false))).toBe('file')
  expect(firstStep(anImport('done', true))).toBe('check')
  expect(firstStep(anImport('cancelled', false))).toBe('run')
  expect(firstStep(anImport('failed', false, { columns: [], error: unreadable }))).toBe('file')
})

const unreadable = { title: '文件读不出来', status: 422, code: 'invalid' }
