/** Tells a spreadsheet that the file is UTF-8; without it Chinese turns into noise. */
const MARK = '\uFEFF'

/** Lines of text as a CSV file (RFC 4180) that every spreadsheet opens rightly. */
export function toCsv(lines: (string | null | undefined)[][]): string {
  return MARK + lines.map((line) => line.map(cell).join(',') + '\r\n').join('')
}

function cell(value: string | null | undefined): string {
  const text = harmless(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A name that begins like a formula stays a name; a negative number stays a number. */
function harmless(text: string): string {
  return /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text
}

/** Gives a text to the person as a file. */
export function saveText(name: string, content: string) {
  const address = URL.createObjectURL(new Blob([content], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
