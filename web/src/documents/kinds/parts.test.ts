import { describe, expect, it } from 'vitest'
import { fileAddress } from '@/documents/kinds/paper'
import { addressText, asFiles, asLocation, sizeText, wordsOf } from '@/documents/kinds/parts'
import { isAccepted } from '@/documents/kinds/upload'
import divisions from '@/documents/kinds/divisions.json'

describe('values of several parts', () => {
  it('reads an address as it stands on an envelope', () => {
    const detail = '长安街 1 号'
    expect(addressText({ province: '北京市', city: '北京市', district: '东城区', detail })).toBe(
      '北京市东城区长安街 1 号',
    )
    expect(addressText(null)).toBe('')
    expect(addressText('没有分开的地址')).toBe('')
  })

  it('takes nothing for a place or a file that is none', () => {
    expect(asLocation({ lat: '30.2', lng: '120.1', text: '' })).toEqual({
      lat: '30.2',
      lng: '120.1',
      text: '',
    })
    expect(asLocation('30.2,120.1')).toBeNull()
    expect(
      asFiles(['x', null, { hash: 'h', name: 'a.pdf', type: 'a/b', size: 1 }] as never),
    ).toHaveLength(1)
  })

  it('says sizes as people do', () => {
    expect([0, 999, 1536, 5 * 1024 * 1024].map(sizeText)).toEqual([
      '0 B',
      '999 B',
      '1.5 KB',
      '5.0 MB',
    ])
  })

  it('reads the words of a rich text, one block after the other', () => {
    expect(wordsOf('<h2>标题</h2><p>一<b>二</b></p><ul><li>三</li></ul>')).toBe('标题 一二 三')
    expect(wordsOf('<img src=x onerror=alert(1)><script>alert(1)</script>好')).toContain('好')
  })
})

describe('files', () => {
  const file = { hash: 'abc', name: 'a.pdf', type: 'application/pdf', size: 1 }

  it('are read through the document that holds them, or as one’s own', () => {
    expect(fileAddress(null, file)).toBe('/api/files/abc')
    expect(fileAddress({ type: 'order', id: '7' }, file, 'thumbnail')).toBe(
      '/api/documents/order/7/files/abc?as=thumbnail',
    )
    expect(fileAddress({ type: 'order', id: '7', held: new Set() }, file)).toBe('/api/files/abc')
  })

  it('are taken by ending, family or type', () => {
    const picture = { name: 'A.PNG', type: 'image/png' }
    expect(isAccepted([], picture)).toBe(true)
    expect(isAccepted(['image/*'], picture)).toBe(true)
    expect(isAccepted(['.png'], picture)).toBe(true)
    expect(isAccepted(['.pdf', 'image/jpeg'], picture)).toBe(false)
  })
})

it('knows every province with its districts', () => {
  const all = divisions as Record<string, Record<string, string[]>>
  expect(Object.keys(all)).toHaveLength(34)
  expect(all['浙江省']?.['杭州市']).toContain('西湖区')
  expect(all['北京市']?.['北京市']).toContain('海淀区')
  expect(all['湖北省']?.['']).toContain('仙桃市')
})
