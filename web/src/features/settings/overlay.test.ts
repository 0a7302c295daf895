import { expect, it } from 'vitest'
import type { Field } from '@/lib/api-types'
import {
  moved,
  type Overlay,
  rulesOf,
  withField,
  withMark,
  withoutField,
  withRules,
} from './overlay'

const field = (name: string): Field => ({
  name,
  label: { zh: name, en: name },
  kind: 'text',
  required: false,
  added: true,
})
const blank: Overlay = { fields: [], also_required: [], labels: {}, hidden: [] }

it('fields go to the head or to the lines, and are replaced by name', () => {
  const once = withField(withField(blank, field('x_a')), field('x_b'), 'lines')
  expect(once.fields.map((one) => one.name)).toEqual(['x_a'])
  expect(once.columns?.lines?.map((one) => one.name)).toEqual(['x_b'])
  const again = withField(once, { ...field('x_a'), required: true })
  expect(again.fields).toEqual([{ ...field('x_a'), required: true }])
})

it('a removed field leaves nothing behind', () => {
  const overlay: Overlay = {
    fields: [field('x_a')],
    columns: { lines: [field('x_a')] },
    also_required: ['x_a', 'unit'],
    labels: { x_a: { zh: '甲', en: 'A' } },
    hidden: ['x_a'],
    list: ['number', 'x_a'],
  }
  expect(withoutField(overlay, 'x_a')).toEqual({
    fields: [],
    columns: { lines: [field('x_a')] },
    also_required: ['unit'],
    labels: {},
    hidden: [],
    list: ['number'],
  })
  expect(withoutField(overlay, 'lines.x_a').columns).toEqual({ lines: [] })
})

it('marks are set once and taken away', () => {
  const marked = withMark(withMark(blank, 'hidden', 'unit', true), 'hidden', 'unit', true)
  expect(marked.hidden).toEqual(['unit'])
  expect(withMark(marked, 'hidden', 'unit', false).hidden).toEqual([])
})

it('moves within the list and not beyond it', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b'])
})

it('keeps rules for fields of the system by path, and drops them when nothing is said any more', () => {
  const some = withRules(blank, 'lines.note', { default: 'x' })
  expect(some.rules).toEqual({ 'lines.note': { default: 'x' } })
  expect(withRules(some, 'lines.note', {}).rules).toEqual({})
})

it('takes as rules what a field says beside what it is', () => {
  const said = { ...field('note'), default: 'x', show_when: '[a] > 1', required: true }
  expect(rulesOf(said)).toEqual({ default: 'x', show_when: '[a] > 1' })
})
