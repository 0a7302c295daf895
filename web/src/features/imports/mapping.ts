import type { Column, Target } from './import-model'

/** Required fields that neither a column nor a fixed value serves. */
export function missingTargets(
  targets: Target[],
  constants: Record<string, string> = {},
): Target[] {
  return targets.filter(
    ({ field, required, column }) => required && column === null && !constants[field]?.trim(),
  )
}

/** What the file has no column for and need not have; a handful is no trouble to read. */
export function absentTargets(targets: Target[], constants: Record<string, string> = {}): Target[] {
  const absent = targets.filter(
    ({ field, required, column }) => !required && column === null && !constants[field],
  )
  return absent.length > 4 ? absent : []
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
