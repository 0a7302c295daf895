import { ToneTag, type Tone } from '@/components/tone-tag'
import type { Colour, DocumentType } from '@/lib/api-types'
import { useLabel } from '@/lib/text'

export const TONES: Record<Colour, Tone> = {
  default: 'default',
  blue: 'info',
  green: 'ok',
  orange: 'warning',
  red: 'danger',
}

export function StateTag({ type, state }: { type: DocumentType; state: string }) {
  const say = useLabel()
  const known = type.states.find((s) => s.name === state)
  return (
    <ToneTag tone={TONES[known?.colour ?? 'default']}>{known ? say(known.label) : state}</ToneTag>
  )
}
