import { expect, it } from 'vitest'
import { partsOf } from '@/documents/comment-text'
import { mentionedIn } from '@/documents/mention-input'

const people = [
  { id: 'li', name: '李' },
  { id: 'lihua', name: '李华' },
  { id: 'wang', name: 'Wang Fang' },
]

it.each([
  ['@李华 请看', ['lihua']],
  ['@李 请看', ['li']],
  ['@李 和 @李华', ['li', 'lihua']],
  ['问 @Wang Fang。', ['wang']],
  ['没有人', []],
])('%s is said to %j', (text, logins) => {
  expect(mentionedIn(text, people)).toEqual(logins)
})

it('follows links and nothing that looks like markup', () => {
  const text = '@李华 看 https://a.example/x?y=1. <b>javascript:alert(1)</b>'
  expect(partsOf(text, [people[1]!])).toEqual([
    { kind: 'mention', text: '@李华' },
    { kind: 'text', text: ' 看 ' },
    { kind: 'link', text: 'https://a.example/x?y=1' },
    { kind: 'text', text: '. <b>javascript:alert(1)</b>' },
  ])
})
