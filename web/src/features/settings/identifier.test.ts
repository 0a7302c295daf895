import { expect, it } from 'vitest'
import { filled, identifierFrom, isIdentifier } from './identifier'

it.each([
  [{ zh: '货架号', en: 'Shelf No.' }, 'x_shelf_no'],
  [{ zh: '货架号', en: '' }, 'x_field_2'],
  [{ zh: '', en: '2nd price' }, 'x_nd_price'],
  [{ zh: 'SKU 备注', en: '' }, 'x_sku'],
  [{ zh: '产地', en: 'Origin' }, 'x_origin_2'],
])('%j becomes %s', (label, name) => {
  expect(identifierFrom(label, 'field', ['x_field_1', 'x_origin'], 'x_')).toBe(name)
})

it('knows what programs accept', () => {
  expect(['repair', 'x_shelf_2'].every(isIdentifier)).toBe(true)
  expect(['Repair', '2nd', 'a-b', '', '维修', 'a'.repeat(61)].some(isIdentifier)).toBe(false)
})

it('one language stands in for the other', () => {
  expect(filled({ zh: ' 产地 ', en: '' })).toEqual({ zh: '产地', en: '产地' })
})
