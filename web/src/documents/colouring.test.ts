import { describe, expect, it } from 'vitest'
import { matches, tonesOf } from '@/documents/colouring'
import { everyKindType as type } from '@/documents/test-definitions'
import type { DocumentRow, Filter } from '@/lib/api-types'

const row: DocumentRow = {
  id: '1',
  number: 'A-1',
  state: 'draft',
  version: 1,
  title: '',
  fields: { quantity: '10', text: 'Abc', date: '2026-11-20', yes_no: true, choice: 'a' },
  created_at: '2026-11-20T02:00:00Z',
}

describe('a row fits as the server would judge it', () => {
  it.each<[Filter, boolean]>([
    [{ field: 'quantity', op: '>', value: '9' }, true],
    [{ field: 'quantity', op: '=', value: '10.000' }, true],
    [{ field: 'quantity', op: '<', value: '10' }, false],
    [{ field: 'text', op: 'contains', value: 'bC' }, true],
    [{ field: 'text', op: 'starts_with', value: 'b' }, false],
    [{ field: 'date', op: '<=', value: '2026-11-20' }, true],
    [{ field: 'created_at', op: '>', value: '2026-11-20T01:00:00+00:00' }, true],
    [{ field: 'yes_no', op: '=', value: true }, true],
    [{ field: 'choice', op: 'in', value: ['b', 'a'] }, true],
    [{ field: 'money', op: '<', value: '5' }, false],
    [{ field: 'money', op: '!=', value: '5' }, true],
    [{ field: 'money', op: 'empty' }, true],
    [{ field: 'state', op: '=', value: 'draft' }, true],
    [{ field: 'gone', op: 'empty' }, false],
    [{ any: [] }, false],
    [{ all: [] }, true],
  ])('%j is %s', (filter, fits) => expect(matches(type, filter, row)).toBe(fits))
})

it('the first colour that fits wins, for the row and for each cell', () => {
  const always: Filter = { all: [] }
  const never: Filter = { any: [] }
  const tones = tonesOf(
    type,
    [
      { filter: never, tone: 'danger' },
      { filter: always, tone: 'warning' },
      { filter: always, tone: 'ok' },
      { filter: always, tone: 'info', field: 'quantity' },
    ],
    row,
  )
  expect(tones).toEqual({ row: 'warning', cells: { quantity: 'info' } })
})
