import { expect, it } from 'vitest'
import { toCsv } from './csv'

const lines = (rows: (string | null)[][]) => toCsv(rows).slice(1).split('\r\n').slice(0, -1)

it('begins with the mark by which a spreadsheet knows UTF-8', () => {
  expect(toCsv([['商品']])).toBe('\uFEFF商品\r\n')
})

it('quotes what would break a line or a cell', () => {
  expect(lines([['抽纸, 24 包', '3" 管', null, '12.5']])).toEqual(['"抽纸, 24 包","3"" 管",,12.5'])
})

it('a name that looks like a formula stays text, a negative number a number', () => {
  expect(lines([['=1+1', '+86', '@a', '-3.5', '-x']])).toEqual(["'=1+1,'+86,'@a,-3.5,'-x"])
})
