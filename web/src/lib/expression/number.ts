/**
 * Numbers of the expression language: bigints in units of 10⁻¹⁰, below 10¹⁸ in size, the same as
 * on the server (crates/documents/src/expression/number.rs). `null` is out of range.
 */
const DECIMALS = 10
export const ONE = 10n ** BigInt(DECIMALS)
const LIMIT = 10n ** 28n

export type Rounding = 'half' | 'up' | 'down'

export const abs = (it: bigint) => (it < 0n ? -it : it)
export const inRange = (it: bigint) => (abs(it) < LIMIT ? it : null)
export const whole = (it: number | bigint) => BigInt(it) * ONE

/** Half away from zero; for what is not negative. */
function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  return (dividend * 2n + divisor) / (divisor * 2n)
}

/** Digits and at most one point, no sign; at most 10 decimals that matter. */
export function parseNumber(text: string): bigint | null {
  const match = /^([0-9]*)(?:\.([0-9]*))?$/.exec(text)
  if (!match || text === '' || text === '.') return null
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > DECIMALS) return null
  return inRange(BigInt(match[1] + fraction.padEnd(DECIMALS, '0')))
}

/** The same with a sign, as the API writes amounts. */
export function parseSigned(text: string): bigint | null {
  const found = parseNumber(text.replace(/^[-+]/, ''))
  return found !== null && text.startsWith('-') ? -found : found
}

export function formatNumber(it: bigint): string {
  const size = abs(it)
  const fraction = (size % ONE).toString().padStart(DECIMALS, '0').replace(/0+$/, '')
  return `${it < 0n ? '-' : ''}${size / ONE}${fraction && `.${fraction}`}`
}

export function times(a: bigint, b: bigint): bigint | null {
  const size = roundedQuotient(abs(a) * abs(b), ONE)
  return inRange(a < 0n !== b < 0n ? -size : size)
}

/** `null` by zero. */
export function over(a: bigint, b: bigint): bigint | null {
  if (b === 0n) return null
  const size = roundedQuotient(abs(a) * ONE, abs(b))
  return inRange(a < 0n !== b < 0n ? -size : size)
}

/** What is left after taking `b` a whole number of times; it has the sign of `b`. */
export function modulo(a: bigint, b: bigint): bigint | null {
  if (b === 0n) return null
  const rest = a % b
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest
}

export function floor(it: bigint): bigint | null {
  const rest = it % ONE
  return inRange(rest < 0n ? it - rest - ONE : it - rest)
}

/** To `digits` decimals, kept within −18…10. */
export function rounded(it: bigint, digits: bigint, rounding: Rounding): bigint | null {
  const kept = digits < -18n ? -18n : digits > 10n ? 10n : digits
  const step = 10n ** (BigInt(DECIMALS) - kept)
  const size = abs(it)
  const steps = {
    half: () => roundedQuotient(size, step),
    up: () => (size + step - 1n) / step,
    down: () => size / step,
  }[rounding]()
  return inRange(it < 0n ? -steps * step : steps * step)
}

/** The whole part, towards zero. */
export const wholePart = (it: bigint) => it / ONE

/** To the nearest multiple of `step`, halves away from zero; `null` when their signs differ. */
export function toMultiple(it: bigint, step: bigint): bigint | null {
  if (it === 0n) return 0n
  if (step === 0n || it < 0n !== step < 0n) return null
  const size = roundedQuotient(abs(it), abs(step)) * abs(step)
  return inRange(it < 0n ? -size : size)
}

/** The next multiple of `step` that is not below (`up`) or not above. */
export function stepped(it: bigint, step: bigint, up: boolean): bigint | null {
  if (step === 0n) return null
  const by = abs(step)
  const below = it - (((it % by) + by) % by)
  return inRange(up && below !== it ? below + by : below)
}
