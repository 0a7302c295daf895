import type { Column, Target } from './import-model'

export type Mapping = Record<string, number | null>

export function mappingOf(targets: Target[]): Mapping {
  return Object.fromEntries(targets.map((target) => [target.field, target.column]))
}

/** The whole mapping after one choice. A column may serve two fields: a name can be the code too. */
export function withColumn(targets: Target[], field: string, column: number | null): Mapping {
  return { ...mappingOf(targets), [field]: column }
}

/** Required fields that neither a column nor a fixed value serves. */
export function missingTargets(
  targets: Target[],
  constants: Record<string, string> = {},
): Target[] {
  return targets.filter(
    ({ field, required, column }) => required && column === null && !constants[field]?.trim(),
  )
}

/** The fixed values after one was typed; an empty one is none. */
export function withConstant(
  constants: Record<string, string>,
  field: string,
  value: string,
): Record<string, string> {
  const others = Object.entries(constants).filter(([name]) => name !== field)
  return Object.fromEntries(value.trim() ? [...others, [field, value.trim()]] : others)
}

/** Columns of the file that nothing uses. */
export function unusedColumns(columns: Column[], targets: Target[]): Column[] {
  const used = new Set(targets.map((target) => target.column))
  return columns.filter((column) => !used.has(column.index))
}

/** Other fields that take the same column. */
export function sharedWith(targets: Target[], target: Target): Target[] {
  if (target.column === null) return []
  return targets.filter((other) => other.field !== target.field && other.column === target.column)
}

/** A few of the column's values, without blanks and repeats. */
export function samplesOf(columns: Column[], index: number | null): string[] {
  const samples = columns.find((column) => column.index === index)?.samples ?? []
  return [...new Set(samples.map((sample) => sample.trim()).filter(Boolean))].slice(0, 3)
}

/** Spreadsheets name columns by letter; people without headers know them by it. */
export function columnLetter(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest > 0 ? columnLetter(rest - 1) : '') + String.fromCharCode(65 + (index % 26))
}
