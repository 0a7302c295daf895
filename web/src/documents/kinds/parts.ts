import type { Address, FieldContent, FileRef, Location } from '@/lib/api-types'

/** Values of several parts, read without trust: what a form holds may be half typed. */

export function asAddress(value: FieldContent): Address {
  const of: Record<string, unknown> = isObject(value) ? value : {}
  const part = (name: keyof Address) => (typeof of[name] === 'string' ? of[name] : '')
  return {
    province: part('province'),
    city: part('city'),
    district: part('district'),
    detail: part('detail'),
  }
}

/** On one line, as it stands on an envelope; 北京市北京市 is said once. */
export function addressText(value: FieldContent): string {
  const { province, city, district, detail } = asAddress(value)
  return [province, city === province ? '' : city, district, detail].join('')
}

export function asLocation(value: FieldContent): Location | null {
  if (!isObject(value)) return null
  const { lat, lng, text }: Record<string, unknown> = value
  if (typeof lat !== 'string' || typeof lng !== 'string') return null
  return { lat, lng, text: typeof text === 'string' ? text : '' }
}

export function locationText(value: FieldContent): string {
  const at = asLocation(value)
  return at ? at.text || `${at.lat}, ${at.lng}` : ''
}

/** A page that shows the place, without a key and without loading anything into ours. */
export function mapAddress({ lat, lng }: Location): string {
  return `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lng}#map=17/${lat}/${lng}`
}

export function asFiles(value: FieldContent): FileRef[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isFile) : []
}

export function asTexts(value: FieldContent): string[] {
  return Array.isArray(value) ? (value as unknown[]).filter((it) => typeof it === 'string') : []
}

export function isPicture(file: Pick<FileRef, 'type'>): boolean {
  return ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp'].includes(file.type)
}

/** "3.4 MB" */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB']
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)))
  const count = bytes / 1024 ** step
  return `${count >= 100 || step === 0 ? Math.round(count) : count.toFixed(1)} ${units[step]}`
}

/** The words of a rich text, for one line of a table. */
export function wordsOf(html: string): string {
  const page = new DOMParser().parseFromString(
    html.replace(/<(?:br|\/p|\/li|\/h\d|\/div)[^>]*>/gi, ' $&'),
    'text/html',
  )
  return (page.body.textContent ?? '').replace(/\s+/g, ' ').trim()
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isFile(value: unknown): value is FileRef {
  return isObject(value) && typeof value.hash === 'string' && typeof value.name === 'string'
}
