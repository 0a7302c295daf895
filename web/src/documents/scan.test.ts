import { describe, expect, it } from 'vitest'
import { countedColumn, isCode, lineOf, withLine } from '@/documents/scan'
import type { Field } from '@/lib/api-types'

const column = (name: string, kind: Field['kind'], more: Partial<Field> = {}): Field => ({
  name,
  kind,
  label: { zh: name, en: name },
  required: false,
  added: false,
  ...more,
})
const lines = column('lines', 'rows', {
  columns: [
    column('item', 'link', { target: 'item' }),
    column('lot', 'text'),
    column('quantity', 'quantity'),
    column('counted', 'quantity'),
  ],
})

describe('scanned lines', () => {
  it('are counted where the paper counts', () => {
    expect(countedColumn(lines)).toBe('counted')
    const without = lines.columns?.filter((it) => it.name !== 'counted') ?? []
    expect(countedColumn({ ...lines, columns: without })).toBe('quantity')
    expect(countedColumn({ ...lines, columns: without.slice(1) })).toBeUndefined()
  })

  it('are found by item and lot, the one that waits first', () => {
    const rows = [
      { item: 'A1', lot: 'L1', counted: '3' },
      { item: 'A1', lot: 'L2' },
      { item: 'B2', counted: '1' },
    ]
    expect(lineOf(rows, 'a1', 'counted')).toBe(1)
    expect(lineOf(rows, 'L1', 'counted')).toBe(0)
    expect(lineOf(rows, 'B2', 'counted')).toBe(2)
    expect(lineOf(rows, 'C3', 'counted')).toBe(-1)
  })

  it('are added in place of the blank one', () => {
    expect(withLine(lines, [{ item: 'A1' }, {}], { item: 'B2' })).toEqual({
      rows: [{ item: 'A1' }, { item: 'B2' }],
      at: 1,
    })
    expect(withLine(lines, [{ item: 'A1' }], { item: 'B2' }).at).toBe(1)
  })

  it('tell a code from a quantity', () => {
    expect([isCode('6900201001827'), isCode('120'), isCode('12.5')]).toEqual([true, false, false])
  })
})
