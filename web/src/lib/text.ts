import type { Label, Language } from '@/lib/api-types'
import { currentLanguage, useLanguage } from '@/lib/language'

export { useLanguage } from '@/lib/language'

export type Messages = Record<string, Label>
type Params = Record<string, string | number>
/** `t.title`, or `t('found', { n: 3 })` where the sentence has `{n}`; numbers read as counts. */
export type Text<M extends Messages> = ((key: keyof M, params?: Params) => string) & {
  readonly [K in keyof M]: string
}

const made = new WeakMap<Messages, Partial<Record<Language, unknown>>>()

/** Keeps the keys typed; both languages stand side by side so that neither is forgotten. */
export function messages<const M extends Messages>(m: M): M {
  return m
}

export function useText<M extends Messages>(m: M): Text<M> {
  return text(m, useLanguage().language)
}

export function text<M extends Messages>(m: M, language: Language = currentLanguage()): Text<M> {
  const cached = made.get(m)?.[language]
  if (cached) return cached as Text<M>
  const speak = (key: keyof M, params?: Params) => fill(m[key]?.[language] ?? String(key), params)
  // `defineProperty`, because a function's own `name` cannot be assigned.
  for (const key of Object.keys(m)) {
    Object.defineProperty(speak, key, { value: m[key]?.[language], configurable: true })
  }
  made.set(m, { ...made.get(m), [language]: speak })
  return speak as Text<M>
}

/** The words of a server label in the current language; the other language when one is empty. */
export function label(l: Label | undefined, language: Language = currentLanguage()): string {
  if (!l) return ''
  return language === 'zh' ? l.zh || l.en : l.en || l.zh
}

export function useLabel(): (l: Label | undefined) => string {
  const { language } = useLanguage()
  return (l) => label(l, language)
}

/** What many of them are called, where the label names one. Chinese words do not change. */
export function plural({ zh, en }: Label): Label {
  // Of a bill of materials there are many bills.
  const [head, rest] = en.split(/(?= (?:of|for) )/, 2)
  if (head && rest) return { zh, en: plural({ zh, en: head }).en + rest }
  if (/(stock|s)$/i.test(en) || en === '') return { zh, en }
  if (/[^aeiou]y$/.test(en)) return { zh, en: `${en.slice(0, -1)}ies` }
  return { zh, en: en + (/(x|ch|sh)$/.test(en) ? 'es' : 's') }
}

/** A label inside an English sentence: "New purchase order", but "New SKU". */
export function inSentence(words: string): string {
  return /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words
}

/** How many there are, thousands separated as quantities are: `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en')
}

function fill(sentence: string, params?: Params): string {
  if (!params) return sentence
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name]
    return value === undefined ? whole : typeof value === 'number' ? formatCount(value) : value
  })
}
