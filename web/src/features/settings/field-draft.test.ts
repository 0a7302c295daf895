import { describe, expect, it } from 'vitest'
import { blankField, draftOf, faultOf, fieldOf, parseChoices } from './field-draft'

const draft = (differing: Partial<ReturnType<typeof blankField>>) => ({
  ...blankField(),
  ...differing,
})

describe('a field as people write it', () => {
  it('becomes a field with a free name and without settings of other kinds', () => {
    const written = draft({
      label: { zh: '产地', en: 'Origin' },
      decimals: 2,
      target: 'item',
      max_length: 40,
    })
    expect(fieldOf(written, null, ['x_origin'], 'x_')).toEqual({
      name: 'x_origin_2',
      label: { zh: '产地', en: 'Origin' },
      kind: 'text',
      required: false,
      added: true,
      max_length: 40,
    })
  })

  it('survives being opened and saved again', () => {
    const field = fieldOf(
      draft({
        label: { zh: '级别', en: '' },
        kind: 'choice',
        choices: '高 | High\n低',
        required: true,
      }),
      null,
      [],
      'x_',
    )
    expect(fieldOf(draftOf(field), field, [field.name], 'x_')).toEqual(field)
  })

  it.each([
    [{}, 'label'],
    [{ label: { zh: '客户', en: '' }, kind: 'link' as const }, 'target'],
    [{ label: { zh: '级别', en: '' }, kind: 'choice' as const, choices: '高\n高' }, 'choices'],
    [{ label: { zh: '级别', en: '' }, name: 'X 1' }, 'name'],
    [{ label: { zh: '级别', en: '' }, name: 'x_old' }, 'taken'],
    [{ label: { zh: '级别', en: '' } }, null],
  ])('%j: %s', (differing, fault) => {
    const written = draft(differing)
    const taken = ['x_old']
    expect(faultOf(written, fieldOf(written, null, taken, 'x_'), taken, true)).toBe(fault)
  })
})

it('choices keep their values when relabelled in English or reordered', () => {
  const before = parseChoices('国产 | Domestic\n进口 | Imported', [])
  expect(before.map((choice) => choice.value)).toEqual(['domestic', 'imported'])
  const after = parseChoices('进口｜From abroad\n其他\n国产', before)
  expect(after.map((choice) => [choice.value, choice.label.zh, choice.label.en])).toEqual([
    ['imported', '进口', 'From abroad'],
    ['choice_1', '其他', '其他'],
    ['domestic', '国产', '国产'],
  ])
})
