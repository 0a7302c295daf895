import { describe, expect, it } from 'vitest'
import { filterableFields } from '@/documents/fields'
import { both, opsFor, readFilter, toConditions, toFilter } from '@/documents/filter-model'
import { orderType } from '@/documents/test-definitions'

const fields = filterableFields(orderType)

describe('the JSON the server gets', () => {
  it('holds finished conditions only, numbers as canonical text', () => {
    const filter = toFilter(
      {
        join: 'all',
        list: [
          { field: 'customer', op: '=', value: 'C001' },
          { field: 'total', op: '>=', value: '１，０００' },
          { field: 'total', op: '<', value: null },
          { field: 'number', op: 'contains', value: '  ' },
          { field: 'customer', op: 'not_empty', value: null },
          { field: 'gone', op: '=', value: '1' },
        ],
      },
      fields,
    )
    expect(filter).toEqual({
      all: [
        { field: 'customer', op: '=', value: 'C001' },
        { field: 'total', op: '>=', value: '1000' },
        { field: 'customer', op: 'not_empty' },
      ],
    })
  })
  it('reaches into lines, and is null when nothing is asked', () => {
    expect(
      toFilter({ join: 'any', list: [{ field: 'lines.item', op: '=', value: 'A1' }] }, fields),
    ).toEqual({ any: [{ field: 'lines.item', op: '=', value: 'A1' }] })
    expect(toFilter({ join: 'all', list: [] }, fields)).toBeNull()
    expect(
      toFilter({ join: 'all', list: [{ field: 'state', op: 'in', value: [] }] }, fields),
    ).toBeNull()
  })
})

it('draws what it made, and leaves alone what is deeper', () => {
  const filter = { any: [{ field: 'state', op: 'in' as const, value: ['draft'] }] }
  expect(toConditions(filter)).toEqual({
    join: 'any',
    list: [{ field: 'state', op: 'in', value: ['draft'] }],
  })
  expect(toConditions({ all: [{ any: [] }] })).toBeNull()
})

it('joins a state with a filter only where both are asked', () => {
  const state = { field: 'state', op: '=' as const, value: 'draft' }
  expect(both(null, null)).toBeNull()
  expect(both(state, null)).toBe(state)
  expect(both(state, { any: [] })).toEqual({ all: [state, { any: [] }] })
})

it('takes nonsense in an address as no filter', () => {
  expect(readFilter('{"field":"code","op":"=","value":"A1"}')).toMatchObject({ field: 'code' })
  expect(readFilter('{')).toBeNull()
  expect(readFilter('7')).toBeNull()
  expect(readFilter(undefined)).toBeNull()
})

it('offers comparisons that make sense', () => {
  const ops = (name: string) => opsFor(fields.find((f) => f.name === name)!)
  expect(ops('total')).toContain('>=')
  expect(ops('customer')).not.toContain('contains')
  expect(ops('state')[0]).toBe('in')
  expect(ops('partial_allowed')).toEqual(['=', 'empty', 'not_empty'])
})
