import { describe, expect, it } from 'vitest'
import { cellsOf, paste } from '@/components/line-grid-text'

describe('cellsOf', () => {
  it('reads what Excel copies', () => {
    expect(cellsOf('A1\t3\r\nA2\t 4 \r\n')).toEqual([
      ['A1', '3'],
      ['A2', '4'],
    ])
  })
  it('keeps line ends and quotes inside quoted cells', () => {
    expect(cellsOf('"第一行\n第二行"\t"他说 ""好"""')).toEqual([['第一行\n第二行', '他说 "好"']])
  })
  it('takes a quote that closes nothing as inches', () => {
    expect(cellsOf('"5\t24" 显示器')).toEqual([['"5', '24" 显示器']])
  })
  it('keeps empty cells, and is one cell for plain text', () => {
    expect(cellsOf('A1\t\t3')).toEqual([['A1', '', '3']])
    expect(cellsOf('龙井')).toEqual([['龙井']])
  })
})

describe('paste', () => {
  type Line = Record<string, string>
  const column = (name: string) => ({
    write: (row: Line, text: string) => ({ ...row, [name]: text }),
  })
  const columns = [column('item'), { write: undefined }, column('quantity')]

  it('fills cells from the focused one, skips fixed columns, and makes missing lines', () => {
    const rows = paste<Line>(
      [{ item: 'A1' }, { item: 'old', note: 'kept' }],
      columns,
      { row: 1, column: 0 },
      [
        ['A2', '商品二', '5'],
        ['A3', '商品三', '6'],
      ],
      () => ({ note: 'new' }),
      100,
    )
    expect(rows).toEqual([
      { item: 'A1' },
      { item: 'A2', quantity: '5', note: 'kept' },
      { item: 'A3', quantity: '6', note: 'new' },
    ])
  })
  it('stops at the limit', () => {
    const many = Array.from({ length: 50 }, () => ['x'])
    expect(paste<Line>([{}], columns, { row: 0, column: 0 }, many, () => ({}), 20)).toHaveLength(20)
  })
})
