import { describe, expect, it } from 'vitest'
import type { Field } from '@/lib/api-types'
import {
  blankType,
  bodyOf,
  type TypeDraft,
  typeFaults,
  usedNames,
  withNewState,
  withNewTransition,
  withoutState,
} from './type-draft'

const field = (name: string, kind: Field['kind'] = 'text', columns?: Field[]): Field => ({
  name,
  label: { zh: name, en: name },
  kind,
  required: false,
  added: false,
  ...(columns ? { columns } : {}),
})
const repair = (differing: Partial<TypeDraft> = {}): TypeDraft => ({
  ...blankType(),
  name: 'repair',
  label: { zh: '维修单', en: '' },
  fields: [field('fault'), field('lines', 'rows', [field('part')])],
  ...differing,
})

describe('designing a type', () => {
  it('the blank type needs a name and a field, its flow is ready', () => {
    expect(typeFaults(blankType(), [])).toEqual(['label', 'name', 'fields'])
    expect(typeFaults(repair(), ['sales_order'])).toEqual([])
  })

  it('finds every fault', () => {
    expect(typeFaults(repair({ name: 'sales_order' }), ['sales_order'])).toEqual(['name'])
    expect(typeFaults(repair({ fields: [field('lines', 'rows', [])] }), [])).toEqual(['columns'])
    expect(typeFaults(repair({ key_field: 'gone' }), [])).toEqual(['key'])
    const [confirm] = repair().transitions
    expect(typeFaults(repair({ transitions: [{ ...confirm!, to: 'nowhere' }] }), [])).toEqual([
      'transitions',
    ])
  })

  it('the list shows number, fields and state unless told otherwise', () => {
    expect(bodyOf(repair()).list).toEqual(['number', 'fault', 'state'])
    expect(bodyOf(repair({ list: ['fault', 'gone', 'created_at'] })).list).toEqual([
      'fault',
      'created_at',
    ])
    expect(bodyOf(repair({ key_field: 'fault' })).list).toEqual(['fault', 'state'])
  })

  it('one language stands in for the other, and the name is in the address', () => {
    const body = bodyOf(repair())
    expect(body.label).toEqual({ zh: '维修单', en: '维修单' })
    expect(body).not.toHaveProperty('name')
  })

  it('knows what documents may already use', () => {
    expect(usedNames(repair())).toEqual([
      'fault',
      'lines',
      'lines.part',
      'state:draft',
      'state:confirmed',
    ])
  })

  it('a state takes the buttons that need it along', () => {
    const three = withNewState(repair(), { zh: '已完工', en: 'Finished' })
    expect(three.states.map((state) => state.name)).toEqual(['draft', 'confirmed', 'finished'])
    const wired = withNewTransition(three, { zh: '完工', en: 'Finish' })
    expect(wired.transitions.at(-1)).toMatchObject({
      name: 'finish',
      from: ['draft'],
      to: 'finished',
    })
    expect(withoutState(wired, 'finished').transitions.map((one) => one.name)).toEqual(['confirm'])
    expect(withoutState(wired, 'draft').transitions).toEqual([])
  })
})
