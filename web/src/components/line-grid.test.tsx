import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it } from 'vitest'
import { LineGrid, visible, type GridColumn } from '@/components/line-grid'

type Line = { item?: string; quantity?: string }

const columns: GridColumn<Line>[] = [
  {
    key: 'item',
    title: '商品',
    text: (row) => row.item ?? '',
    write: (row, item) => ({ ...row, item }),
  },
  { key: 'name', title: '名称', text: (row) => (row.item ? `名称 ${row.item}` : '') },
  {
    key: 'quantity',
    title: '数量',
    text: (row) => row.quantity ?? '',
    shown: (row) => (row.quantity ? `${row.quantity}.00` : ''),
    write: (row, quantity) => ({ ...row, quantity }),
  },
]

function Sheet({ start }: { start: Line[] }) {
  const [rows, setRows] = useState(start)
  return (
    <>
      <LineGrid label="明细" columns={columns} rows={rows} onChange={setRows} newRow={() => ({})} />
      <output>{JSON.stringify(rows)}</output>
    </>
  )
}

const rowsNow = () => JSON.parse(screen.getByRole('status').textContent ?? '') as Line[]
const focused = () => document.activeElement?.getAttribute('aria-label')
const cell = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name })

it('is filled by keyboard alone, and the last Enter adds a line', async () => {
  render(<Sheet start={[{}]} />)
  const user = userEvent.setup()
  await user.click(cell('商品 1'))
  await user.keyboard('A1{Enter}')
  expect(focused()).toBe('数量 1')
  await user.keyboard('12{Enter}')
  expect(focused()).toBe('商品 2')
  await user.keyboard('A2{Enter}3')
  expect(rowsNow()).toEqual([
    { item: 'A1', quantity: '12' },
    { item: 'A2', quantity: '3' },
  ])
  expect(cell('数量 1').value).toBe('12.00')
  expect(cell('数量 2').value).toBe('3')
})

it('moves with the arrows and copies the cell above', async () => {
  render(<Sheet start={[{ item: 'A1', quantity: '7' }, { item: 'A2' }]} />)
  const user = userEvent.setup()
  await user.click(cell('数量 1'))
  await user.keyboard('{ArrowDown}')
  expect(focused()).toBe('数量 2')
  await user.keyboard('{Control>}d{/Control}')
  expect(rowsNow()[1]).toEqual({ item: 'A2', quantity: '7' })
  await user.keyboard('{ArrowUp}')
  expect(focused()).toBe('数量 1')
})

it('deletes the line it stands in, and keeps one to type into', async () => {
  render(<Sheet start={[{ item: 'A1' }, { item: 'A2' }]} />)
  const user = userEvent.setup()
  await user.click(cell('商品 1'))
  await user.keyboard('{Control>}{Delete}{/Control}')
  expect(rowsNow()).toEqual([{ item: 'A2' }])
  await user.click(screen.getByRole('button', { name: '删除第 1 行' }))
  expect(rowsNow()).toEqual([{}])
})

it('takes a block from a spreadsheet', () => {
  render(<Sheet start={[{}]} />)
  cell('商品 1').focus()
  fireEvent.paste(cell('商品 1'), {
    clipboardData: { getData: () => 'A1\t甲\t5\nA2\t乙\t6\nA3\t丙\t7\n' },
  })
  expect(rowsNow()).toEqual([
    { item: 'A1', quantity: '5' },
    { item: 'A2', quantity: '6' },
    { item: 'A3', quantity: '7' },
  ])
})

it('draws a window of 500 lines, not all of them', () => {
  const start = Array.from({ length: 500 }, (_, n) => ({ item: `A${n}` }))
  render(<Sheet start={start} />)
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('500')
  expect(screen.getAllByRole('textbox').length).toBeLessThan(150)
  expect(visible(500, 37 * 250, 370)).toEqual([240, 270])
  expect(visible(30, 0, 370)).toEqual([0, 30])
})

it('says what is wrong, where', () => {
  render(
    <LineGrid
      label="明细"
      columns={columns}
      rows={[{}, {}]}
      onChange={() => undefined}
      newRow={() => ({})}
      problems={[{ row: 1, column: 'quantity', message: '不能为空' }]}
    />,
  )
  expect(cell('数量 2').getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByRole('alert').textContent).toBe('第 2 行 数量: 不能为空')
})
