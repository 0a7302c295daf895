import { ToneTag, type Tone } from '@/components/tone-tag'
import type { Colour, DocumentType } from '@/lib/api-types'
import { useLabel } from '@/lib/text'

const TONES: Record<Colour, Tone> = {
  default: 'default',
  blue: 'info',
  green: 'ok',
  orange: 'warning',
  red: 'danger',
}

/** Definitions made by people may leave the colour out. */
export function toneOf(colour: Colour | undefined): Tone {
  return colour && colour in TONES ? TONES[colour] : 'default'
}

export function StateTag({ type, state }: { type: DocumentType; state: string }) {
  const say = useLabel()
  const known = type.states.find((s) => s.name === state)
  return <ToneTag tone={toneOf(known?.colour)}>{known ? say(known.label) : state}</ToneTag>
}
