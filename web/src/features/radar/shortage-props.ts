import type { Overrides } from './chosen-lines'
import type { FadingRow } from './use-fading-rows'

/** What a line of the radar needs, as a table row or as a card. */
export type ShortageProps = {
  shortage: FadingRow
  chosen: boolean
  onChoose: (chosen: boolean) => void
  overrides: Overrides
  onOverride: (override: Overrides[string]) => void
  /** Orders this line alone. */
  onOrder: () => void
  busy: boolean
  /** The caller may draft orders. */
  mayOrder: boolean
}
