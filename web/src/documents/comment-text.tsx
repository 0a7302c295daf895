import { Fragment } from 'react'
import type { Person } from '@/lib/api-types'
import css from './comments.module.css'

/** Only these begin a link; anything else stays text. */
const LINK = /https?:\/\/[^\s<>"'，。；、（）]+/g

type Part = { kind: 'text' | 'link' | 'mention'; text: string }

/** Plain text in parts: what is a link, whom it names, and the rest. */
export function partsOf(text: string, mentions: Person[]): Part[] {
  const names = mentions.map(({ name }) => `@${name}`).toSorted((a, b) => b.length - a.length)
  const parts: Part[] = []
  let plain = ''
  const flush = () => {
    if (plain) parts.push({ kind: 'text', text: plain })
    plain = ''
  }
  const links = new Map([...text.matchAll(LINK)].map((found) => [found.index, trimmed(found[0])]))
  for (let at = 0; at < text.length;) {
    const link = links.get(at)
    const name = link ? undefined : names.find((it) => text.startsWith(it, at))
    const special = link ?? name
    if (special) {
      flush()
      parts.push({ kind: link ? 'link' : 'mention', text: special })
      at += special.length
    } else {
      plain += text[at]
      at += 1
    }
  }
  flush()
  return parts
}

/** A sentence's end is not the address's. */
function trimmed(address: string): string {
  return address.replace(/[.,;:!?)\]}]+$/, '')
}

/** What somebody wrote, with its links to follow; never as markup. */
export function CommentText({ text, mentions }: { text: string; mentions: Person[] }) {
  return (
    <p className={css.text}>
      {partsOf(text, mentions).map((part, index) => {
        if (part.kind === 'link') {
          return (
            <a key={index} href={part.text} target="_blank" rel="noopener noreferrer nofollow">
              {part.text}
            </a>
          )
        }
        if (part.kind === 'mention') {
          return (
            <b key={index} className={css.mention}>
              {part.text}
            </b>
          )
        }
        return <Fragment key={index}>{part.text}</Fragment>
      })}
    </p>
  )
}
