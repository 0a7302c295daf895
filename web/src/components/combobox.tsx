import {
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react'
import { createPortal } from 'react-dom'
import type { InputProps } from '@/components/input-props'
import { messages, useText } from '@/lib/text'
import css from './combobox.module.css'

const m = messages({
  nothing: { zh: '没有找到', en: 'Nothing found' },
  searching: { zh: '正在查找…', en: 'Searching…' },
})

export type ComboOption = {
  value: string
  title: string
  hint?: string | undefined
  group?: string
}

type ComboboxProps = {
  /** What stands in the box at rest. */
  text: string
  /** What is being typed; null at rest. */
  query: string | null
  onQuery: (query: string | null) => void
  options: ComboOption[]
  /** True until `options` answer the current query. */
  loading: boolean
  onPick: (option: ComboOption) => void
  /** The box was emptied and left. */
  onClear?: () => void
  /** Text was typed and left without picking. */
  onLeave?: (typed: string) => void
  /** Keys that the list does not need itself, for a grid around it. */
  onKey?: (event: KeyboardEvent<HTMLInputElement>) => void
  /** Called after a pick by keyboard, to move on. */
  onPicked?: () => void
  input?: InputProps
}

/**
 * A text box with a list of proposals. A scanner's "text, Enter" works although the list
 * arrives later: the Enter waits for it and takes the exact or the only match.
 */
export function Combobox(props: ComboboxProps) {
  const {
    text,
    query,
    onQuery,
    options,
    loading,
    onPick,
    onClear,
    onLeave,
    onKey,
    onPicked,
    input,
  } = props
  const listId = useId()
  const [box, setBox] = useState<HTMLInputElement | null>(null)
  const [active, setActive] = useState(0)
  const waiting = useRef(false)
  const open = query !== null

  function pick(option: ComboOption) {
    onPick(option)
    onQuery(null)
    waiting.current = false
  }

  const takeWaiting = useEffectEvent(() => {
    waiting.current = false
    const typed = query?.trim().toLowerCase()
    const exact = options.find((option) => option.value.toLowerCase() === typed)
    const match = exact ?? (options.length === 1 ? options[0] : undefined)
    if (match && query !== null) {
      pick(match)
      onPicked?.()
    }
  })
  useEffect(() => {
    if (waiting.current && !loading) takeWaiting()
  }, [loading, options])

  function leave() {
    if (query === null) return
    const typed = query.trim()
    if (typed === '') onClear?.()
    else if (typed !== text) onLeave?.(typed)
    onQuery(null)
    waiting.current = false
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (open && move && options.length > 0) {
      event.preventDefault()
      setActive((active + move + options.length) % options.length)
      return
    }
    if (open && event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      onQuery(null)
      return
    }
    if (open && (event.key === 'Enter' || event.key === 'Tab')) {
      const typed = query.trim()
      const option = options[active]
      if (typed === '') {
        onClear?.()
        onQuery(null)
      } else if (loading && event.key === 'Enter') {
        event.preventDefault()
        waiting.current = true
        return
      } else if (option && !loading) {
        pick(option)
        if (event.key === 'Enter') {
          event.preventDefault()
          onPicked?.()
          return
        }
      }
    }
    if (!open && event.key === 'ArrowDown' && (event.altKey || !onKey)) {
      event.preventDefault()
      setActive(0)
      onQuery('')
      return
    }
    onKey?.(event)
  }

  return (
    <>
      <input
        {...input}
        ref={setBox}
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open && options[active] ? `${listId}-${active}` : undefined}
        value={query ?? text}
        onChange={(event) => {
          setActive(0)
          waiting.current = false
          onQuery(event.target.value)
        }}
        onClick={() => {
          if (open || input?.readOnly || input?.disabled) return
          setActive(0)
          onQuery('')
        }}
        onFocus={(event) => {
          event.currentTarget.select()
          input?.onFocus?.(event)
        }}
        onBlur={leave}
        onKeyDown={onKeyDown}
      />
      {open && (
        <List
          id={listId}
          anchor={box}
          options={options}
          loading={loading}
          active={active}
          onActive={setActive}
          onPick={pick}
        />
      )}
    </>
  )
}

type ListProps = {
  id: string
  anchor: HTMLElement | null
  options: ComboOption[]
  loading: boolean
  active: number
  onActive: (index: number) => void
  onPick: (option: ComboOption) => void
}

const LIST_HEIGHT = 300

function List({ id, anchor, options, loading, active, onActive, onPick }: ListProps) {
  const t = useText(m)
  const [place, setPlace] = useState<React.CSSProperties>({ visibility: 'hidden' })
  const list = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    if (!anchor) return
    const put = () => {
      const box = anchor.getBoundingClientRect()
      const width = Math.min(Math.max(box.width, 280), innerWidth - 16)
      const left = Math.min(box.left, innerWidth - width - 8)
      const below = innerHeight - box.bottom
      const above = below < LIST_HEIGHT && box.top > below
      setPlace({
        left,
        width,
        maxHeight: Math.min(LIST_HEIGHT, (above ? box.top : below) - 12),
        ...(above ? { bottom: innerHeight - box.top + 4 } : { top: box.bottom + 4 }),
      })
    }
    put()
    addEventListener('scroll', put, true)
    addEventListener('resize', put)
    return () => {
      removeEventListener('scroll', put, true)
      removeEventListener('resize', put)
    }
  }, [anchor])

  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView?.({ block: 'nearest' })
  }, [active])

  return createPortal(
    <div ref={list} id={id} role="listbox" aria-busy={loading} className={css.list} style={place}>
      {options.map((option, index) => (
        <div key={`${option.group ?? ''}/${option.value}`}>
          {option.group && option.group !== options[index - 1]?.group && (
            <div className={css.group}>{option.group}</div>
          )}
          <div
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className={css.option}
            onPointerEnter={() => onActive(index)}
            // Before the blur that a click would cause.
            onMouseDown={(event) => {
              event.preventDefault()
              onPick(option)
            }}
          >
            <span className={css.title}>{option.title}</span>
            <span className={css.hint}>{option.hint}</span>
          </div>
        </div>
      ))}
      {options.length === 0 && (
        <div className={css.nothing} role="status">
          {loading ? t.searching : t.nothing}
        </div>
      )}
    </div>,
    document.body,
  )
}
