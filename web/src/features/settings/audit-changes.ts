export type Change = { path: string[]; before: unknown; after: unknown }

/**
 * What an entry of the log says was changed, leaf by leaf: of a role with forty types only what
 * differs. Something new is told by its entry alone.
 */
export function changesOf(detail: Record<string, unknown>): Change[] {
  if (isChange(detail)) return differences([], detail.before, detail.after)
  return Object.entries(detail).flatMap(([name, value]) =>
    isChange(value)
      ? differences([name], value.before, value.after)
      : [{ path: [name], before: undefined, after: value }],
  )
}

function differences(path: string[], before: unknown, after: unknown): Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (!isObject(after)) return [{ path, before, after }]
  if (!isObject(before)) return []
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
    differences([...path, name], before[name], after[name]),
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isChange(value: unknown): value is { before: unknown; after: unknown } {
  return isObject(value) && 'before' in value && 'after' in value
}
