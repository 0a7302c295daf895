import { expect, it } from 'vitest'
import { aShortage } from './a-shortage.fixture'
import { withLeaving } from './use-fading-rows'

const line = (id: string) => aShortage({ id })

it('a line that vanished stays in its place, marked as leaving', () => {
  const after = withLeaving(['a', 'b', 'c'].map(line), ['a', 'c', 'd'].map(line))
  expect(after.map((row) => (row.leaving ? `(${row.id})` : row.id))).toEqual(['a', '(b)', 'c', 'd'])
})

it('the first line may leave too', () => {
  const after = withLeaving(['a', 'b'].map(line), ['b'].map(line))
  expect(after.map((row) => (row.leaving ? `(${row.id})` : row.id))).toEqual(['(a)', 'b'])
})
