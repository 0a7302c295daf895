/** The cells of text copied from a spreadsheet: tabs, line ends, and quotes around cells with either. */
export function cellsOf(tsv: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const text = tsv.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  for (let at = 0; at < text.length; at++) {
    const c = text[at]
    if (quoted) {
      if (c === '"' && text[at + 1] === '"') {
        cell += '"'
        at++
      } else if (c === '"') quoted = false
      else cell += c
    } else if (c === '"' && cell === '' && closes(text, at)) quoted = true
    else if (c === '\t' || c === '\n') {
      rows.at(-1)?.push(cell)
      cell = ''
      if (c === '\n') rows.push([])
    } else cell += c
  }
  rows.at(-1)?.push(cell)
  return rows.map((row) => row.map((text) => text.trim()))
}

/** A leading quote quotes the cell only if another one ends the cell; 5" is five inches. */
function closes(text: string, from: number): boolean {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== '"') continue
    if (text[at + 1] === '"') at++
    else return at + 1 === text.length || text[at + 1] === '\t' || text[at + 1] === '\n'
  }
  return false
}

type Writable<R> = { write?: ((row: R, text: string) => R) | undefined }

/**
 * Rows after a paste whose first cell lands at (`row`, `column`). Missing rows are made, up to
 * `maxRows`; columns that cannot be written are skipped over, as a spreadsheet does.
 */
export function paste<R>(
  rows: R[],
  columns: Writable<R>[],
  at: { row: number; column: number },
  cells: string[][],
  newRow: () => R,
  maxRows: number,
): R[] {
  const after = [...rows]
  cells.slice(0, Math.max(0, maxRows - at.row)).forEach((line, down) => {
    let row = after[at.row + down] ?? newRow()
    line.forEach((text, right) => {
      row = columns[at.column + right]?.write?.(row, text) ?? row
    })
    after[at.row + down] = row
  })
  return after
}
