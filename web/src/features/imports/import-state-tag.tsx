import { type Tone, ToneTag } from '@/components/tone-tag'
import { useText } from '@/lib/text'
import type { Import, ImportState } from './import-model'
import { importText } from './import-text'

const TONES: Record<ImportState, Tone> = {
  ready: 'muted',
  running: 'info',
  done: 'ok',
  failed: 'danger',
  cancelled: 'muted',
}

export function ImportStateTag({ one }: { one: Pick<Import, 'state' | 'dry_run'> }) {
  const t = useText(importText)
  const tried = one.state === 'done' && one.dry_run
  return (
    <ToneTag tone={tried ? 'info' : TONES[one.state]}>
      {tried ? t.state_dry : t[`state_${one.state}`]}
    </ToneTag>
  )
}
