import type { Palette } from '@/lib/chart'

/** Colours for tests of charts. */
export const palette: Palette = {
  ink: '#000',
  ink2: '#111',
  ink3: '#222',
  line: '#333',
  surface: '#fff',
  accent: '#0a0',
  danger: '#a00',
  warning: '#aa0',
  ok: '#0a0',
  info: '#00a',
}
