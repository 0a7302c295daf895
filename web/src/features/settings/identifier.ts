import type { Label } from '@/lib/api-types'

const VALID = /^[a-z][a-z0-9_]*$/

export function isIdentifier(name: string): boolean {
  return VALID.test(name) && name.length <= 60
}

/** A free snake_case name: from the English words when there are any, else `field_2`. */
export function identifierFrom(
  label: Label,
  fallback: string,
  taken: string[],
  prefix = '',
): string {
  const words = (label.en || label.zh)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_\d]+|_+$/g, '')
    .slice(0, 40)
  if (words) return firstFree(prefix + words, taken)
  for (let n = 1; ; n += 1) {
    const name = `${prefix}${fallback}_${n}`
    if (!taken.includes(name)) return name
  }
}

/** What was typed in one language stands in for the other. */
export function filled(label: Label): Label {
  const zh = label.zh.trim()
  const en = label.en.trim()
  return { zh: zh || en, en: en || zh }
}

function firstFree(wanted: string, taken: string[]): string {
  if (!taken.includes(wanted)) return wanted
  for (let n = 2; ; n += 1) {
    if (!taken.includes(`${wanted}_${n}`)) return `${wanted}_${n}`
  }
}
