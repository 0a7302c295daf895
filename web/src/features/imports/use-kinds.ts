import { useDocumentTypes } from '@/documents/use-document-types'
import { plural, useLabel, useText } from '@/lib/text'
import { SALES_HISTORY } from './import-model'
import { importText } from './import-text'

export type Kind = { kind: string; title: string; help: string }

/** In the order in which a company brings its data over. */
const USUAL = [
  'item',
  'supplier',
  'supply',
  'bill_of_materials',
  'customer',
  'opening_stock',
  'purchase_order',
] as const

/** What may be imported: the usual kinds with a sentence each, then every other document type. */
export function useKinds(): { usual: Kind[]; others: Kind[]; titleOf: (kind: string) => string } {
  const t = useText(importText)
  const say = useLabel()
  const types = useDocumentTypes()
  const usual: Kind[] = USUAL.flatMap((kind) => {
    const type = types.find((one) => one.name === kind)
    return type?.permitted.create
      ? [{ kind, title: say(plural(type.label)), help: t[`help_${kind}`] }]
      : []
  })
  usual.push({ kind: SALES_HISTORY, title: t.salesHistory, help: t.help_sales_history })
  const others = types
    .filter((type) => type.permitted.create && !usual.some((one) => one.kind === type.name))
    .map((type) => ({ kind: type.name, title: say(plural(type.label)), help: '' }))
  const titleOf = (kind: string) =>
    [...usual, ...others].find((one) => one.kind === kind)?.title ??
    say(types.find((one) => one.name === kind)?.label ?? { zh: kind, en: kind })
  return { usual, others, titleOf }
}
