import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { SearchOutlined } from '@ant-design/icons'
import { useEffect, useRef, useState } from 'react'
import { Combobox, type ComboOption } from '@/components/combobox'
import { useNavigation, type Navigation } from '@/app/navigation'
import { KeyHint } from '@/components/key-hint'
import { lookup } from '@/documents/lookup'
import { useDocumentTypes } from '@/documents/use-document-types'
import type { DocumentType, Label } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import { useDebounced } from '@/lib/use-debounced'
import { usePhone } from '@/lib/use-media'
import css from './global-search.module.css'

const m = messages({
  search: { zh: '全局搜索', en: 'Search everything' },
  hint: { zh: '搜商品、客户、单号…', en: 'Items, customers, numbers…' },
  short: { zh: '搜索', en: 'Search' },
  pages: { zh: '页面', en: 'Pages' },
})

const EACH = 4
const TYPES = 10
const PAGES = 5
/** Searched first, because these are looked for most. */
const FIRST = ['item', 'customer', 'supplier', 'sales_order', 'purchase_order']

/** One box for everything with a number or a name. Ctrl+K or "/" gets there. */
export function GlobalSearch() {
  const t = useText(m)
  const say = useLabel()
  const navigate = useNavigate()
  const types = useDocumentTypes()
  const phone = usePhone()
  const [query, setQuery] = useState<string | null>(null)
  const rested = useDebounced(query?.trim() ?? '', 180)
  const host = useRef<HTMLDivElement>(null)
  const answer = useQuery({
    queryKey: ['lookup', '*', rested, types.length],
    queryFn: () => searchAll(types, rested),
    enabled: rested !== '',
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  })

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof Element && event.target.matches('input, textarea, select')
      const wanted =
        ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') ||
        (event.key === '/' && !typing)
      if (!wanted) return
      event.preventDefault()
      host.current?.querySelector('input')?.focus()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])

  const open = (option: ComboOption) => {
    const [type = '', id = ''] = option.value.split('\n')
    void (type === PAGE
      ? navigate({ to: id })
      : navigate({ to: '/d/$type/$id', params: { type, id } }))
  }
  const asked = query !== null && query.trim() !== ''
  const pages = pagesLike(useNavigation(), query?.trim() ?? '', t.pages)
  return (
    <div className={css.search} ref={host} role="search">
      <SearchOutlined className={css.icon} />
      <Combobox
        text=""
        query={asked ? query : null}
        onQuery={(typed) => setQuery(typed || null)}
        options={asked ? [...pages, ...options(answer.data ?? [], say)] : []}
        loading={asked && (rested !== query.trim() || answer.isPlaceholderData || answer.isPending)}
        onPick={open}
        onKey={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        input={{
          'aria-label': t.search,
          placeholder: phone ? t.short : t.hint,
          className: css.box,
        }}
      />
      <span className={css.keys}>
        <KeyHint keys="Ctrl+K" />
      </span>
    </div>
  )
}

type Found = { type: string; label: Label; id: string; number: string; title: string }

/** No type is called so: names of types have no capitals. */
const PAGE = 'Page'

function pagesLike(
  { top, groups, bottom }: Navigation,
  query: string,
  group: string,
): ComboOption[] {
  const wanted = query.toLowerCase()
  return [...top, ...groups.flatMap((it) => [...it.items, ...it.others]), ...bottom]
    .filter(({ title }) => title.toLowerCase().includes(wanted))
    .slice(0, PAGES)
    .map(({ to, title }) => ({ value: `${PAGE}\n${to}`, title, group }))
}

async function searchAll(types: DocumentType[], query: string): Promise<Found[]> {
  const typed = query.toUpperCase()
  // A number tells by its first letters what it is the number of.
  const rank = ({ name, number }: DocumentType) =>
    number?.prefix && typed.startsWith(number.prefix)
      ? -1
      : FIRST.includes(name)
        ? FIRST.indexOf(name)
        : FIRST.length
  const asked = types.toSorted((a, b) => rank(a) - rank(b)).slice(0, TYPES)
  const found = await Promise.all(
    asked.map(async ({ name, label }) => {
      // One type that fails must not hide what the others found.
      const rows = await lookup(name, query, EACH).catch(() => [])
      return rows.map((row) => ({ ...row, type: name, label }))
    }),
  )
  return found.flat()
}

function options(found: Found[], say: (label: Label) => string): ComboOption[] {
  return found.map(({ type, label, id, number, title }) => ({
    value: `${type}\n${id}`,
    title: title || number,
    hint: title && title !== number ? number : undefined,
    group: say(label),
  }))
}
