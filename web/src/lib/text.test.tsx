import { act, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { preferred, setLanguage } from '@/lib/language'
import { inSentence, label, messages, plural, text, useText } from '@/lib/text'

const m = messages({
  title: { zh: '缺货雷达', en: 'Shortage radar' },
  found: { zh: '共 {n} 项，{who}', en: '{n} found, {who}' },
  name: { zh: '名称', en: 'Name' },
})

afterEach(() => setLanguage('zh'))

it('speaks the language of the browser until one is chosen', () => {
  expect(preferred(null, 'en-GB')).toBe('en')
  expect(preferred(null, 'zh-TW')).toBe('zh')
  expect(preferred(null, undefined)).toBe('zh')
  expect(preferred('zh', 'en-GB')).toBe('zh')
})

function Greeting() {
  const t = useText(m)
  return (
    <p>
      {t.title} {t('found', { n: 3, who: '张三' })} {t.name}
    </p>
  )
}

it('speaks Chinese first and changes its language in place', () => {
  render(<Greeting />)
  expect(screen.getByText('缺货雷达 共 3 项，张三 名称')).toBeTruthy()
  act(() => setLanguage('en'))
  expect(screen.getByText('Shortage radar 3 found, 张三 Name')).toBeTruthy()
  expect(document.documentElement.lang).toBe('en')
})

it('writes labels small inside a sentence', () => {
  expect(inSentence('Purchase order')).toBe('purchase order')
  expect(inSentence('SKU list')).toBe('SKU list')
  expect(inSentence('采购订单')).toBe('采购订单')
})

it('leaves a place open rather than lie about it', () => {
  expect(text(m, 'en')('found', { n: 3 })).toBe('3 found, {who}')
})

it('separates the thousands of counts, and leaves alone what is text already', () => {
  expect(text(m, 'en')('found', { n: 12_345, who: '2026' })).toBe('12,345 found, 2026')
})

it('takes the other language where a label of a user lacks one', () => {
  expect(label({ zh: '产地', en: '' }, 'en')).toBe('产地')
  expect(label(undefined)).toBe('')
})

it('names many of a kind', () => {
  const many = (en: string) => plural({ zh: '单', en }).en
  expect(
    ['Supply', 'Sales order', 'Opening stock', 'Box', 'Bill of materials', ''].map(many),
  ).toEqual(['Supplies', 'Sales orders', 'Opening stock', 'Boxes', 'Bills of materials', ''])
})
