import { useState } from 'react'

/** Rows that are ticked, and what was changed about them, by row id. */
export function useTicked<Override>() {
  const [selected, setSelected] = useState<Set<string>>(new Set())
  const [overrides, setOverrides] = useState<Record<string, Override>>({})
  const select = (ids: string[], chosen: boolean) =>
    setSelected((before) => {
      const after = new Set(before)
      for (const id of ids) {
        if (chosen) after.add(id)
        else after.delete(id)
      }
      return after
    })
  const clear = () => setSelected(new Set())
  return {
    selected,
    select,
    clear,
    overrides,
    /** Changing a row means wanting it. */
    override: (id: string, override: Override) => {
      setOverrides((before) => ({ ...before, [id]: override }))
      select([id], true)
    },
    /** Nothing ticked, nothing changed. */
    reset: () => {
      clear()
      setOverrides({})
    },
  }
}
