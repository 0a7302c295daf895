import { describe, expect, it } from 'vitest'
import type { Field } from '@/lib/api-types'
import { FIRST_DRAFT, gateOf, policyFields, requestOf } from './policy-draft'

const field = (name: string, choices?: string[]): Field => ({
  name,
  label: { zh: name, en: name },
  kind: 'text',
  required: false,
  added: false,
  ...(choices && { choices: choices.map((value) => ({ value, label: { zh: value, en: value } })) }),
})
const type = {
  fields: [field('kind', ['forecast', 'fixed']), field('service'), field('abc'), field('name')],
}

describe('what is asked of the server', () => {
  it('is the form, where empty text is everything', () => {
    expect(requestOf({ ...FIRST_DRAFT, service: '９７.5', abc: 'A', category: ' 饮料 ' })).toEqual({
      months: 6,
      warehouse: null,
      category: '饮料',
      abc: 'A',
      proposed: { service: '97.5', review_days: 1, kind: 'forecast' },
    })
  })

  it.each([{ service: '100' }, { service: '49' }, { service: '' }, { review_days: '0.5' }])(
    'is nothing while %o is wrong',
    (part) => expect(requestOf({ ...FIRST_DRAFT, ...part })).toBeNull(),
  )
})

describe('the gate before a policy takes effect', () => {
  const seen = requestOf(FIRST_DRAFT)

  it('opens for what was seen', () => {
    expect(gateOf(FIRST_DRAFT, null, type)).toBe('see_first')
    expect(gateOf(FIRST_DRAFT, seen, type)).toBe('open')
  })

  it.each([{ service: '99' }, { abc: 'A' }, { warehouse: 'W1' }, { service: 'x' }])(
    'closes when %o was changed since',
    (part) => expect(gateOf({ ...FIRST_DRAFT, ...part }, seen, type)).toBe('changed'),
  )

  it('does not mind how long is replayed, or how a number is written', () => {
    expect(gateOf({ ...FIRST_DRAFT, months: 12, service: '97.0' }, seen, type)).toBe('open')
  })

  it('stays closed for a method that is no policy', () => {
    const draft = { ...FIRST_DRAFT, kind: 'normal' as const }
    expect(gateOf(draft, requestOf(draft), type)).toBe('yardstick')
  })
})

it('the document gets only the fields that its definition has', () => {
  const request = requestOf({ ...FIRST_DRAFT, abc: 'A', warehouse: 'W1' })!
  expect(policyFields(type, request, 'A 类 97%')).toEqual({
    kind: 'forecast',
    service: '97',
    abc: 'A',
    name: 'A 类 97%',
  })
})
