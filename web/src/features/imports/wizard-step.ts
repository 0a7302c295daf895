import type { Import } from './import-model'

export const STEPS = ['file', 'mapping', 'check', 'run', 'result'] as const
export type Step = (typeof STEPS)[number]

/**
 * The step to show. Before the real run the person walks freely; from then on the import's own
 * state decides, so that coming back later shows where it stands.
 */
export function stepOf(one: Import, walked: Step): Step {
  if (one.state === 'running') return one.dry_run ? 'check' : 'run'
  if (!one.dry_run && one.state === 'done') return 'result'
  const stopped = one.state === 'failed' || one.state === 'cancelled'
  if (stopped && !one.dry_run && walked === 'run') return 'run'
  return walked === 'run' || walked === 'result' ? 'check' : walked
}

/** Where to begin when the page is opened. */
export function firstStep(one: Import): Step {
  if (one.state === 'ready') return 'file'
  if (one.error && one.columns.length === 0) return 'file'
  return one.dry_run ? 'check' : 'run'
}
