/**
 * Roots, powers, logarithms and angles without floating point: bigints in units of 10⁻¹⁸, step for step
 * as on the server (crates/documents/src/expression/irrational.rs), so that both agree to the last digit.
 */
import { abs, inRange, ONE, over, whole, wholePart } from './number'

const S = 10n ** 18n
/** From the 10 decimals of a number to those here. */
const UP = S / ONE
const LN_2 = 693147180559945309n
const LN_10 = 2302585092994045684n
const PI = 3141592653589793238n
const HALF_PI = 1570796326794896619n
/** Beyond this angle too few digits are left. */
const ANGLE_MAX = 10_000n * S

/** Half away from zero. */
const rounded = (value: bigint) => inRange((value + (value < 0n ? -UP / 2n : UP / 2n)) / UP)
const mul = (a: bigint, b: bigint) => (a * b) / S
const div = (a: bigint, b: bigint) => (a * S) / b

/** `null` beyond 10²⁰. */
function product(a: bigint, b: bigint): bigint | null {
  const size = (abs(a) * abs(b)) / S
  if (size >= 100n * S * S) return null
  return a < 0n === b < 0n ? size : -size
}

function root(of: bigint): bigint {
  if (of < 2n) return of
  let guess = 1n << (BigInt(of.toString(2).length - 1) / 2n + 1n)
  for (;;) {
    const next = (guess + of / guess) / 2n
    if (next >= guess) return guess
    guess = next
  }
}

export function sqrt(it: bigint): bigint | null {
  if (it < 0n) return null
  const of = it * ONE
  const below = root(of)
  return inRange(of - below * below > below ? below + 1n : below)
}

function expScaled(x: bigint): bigint | null {
  if (x > 43n * S) return null
  if (x < -43n * S) return 0n
  const halves = (x + (x < 0n ? -LN_2 / 2n : LN_2 / 2n)) / LN_2
  const rest = x - halves * LN_2
  let term = S
  let sum = S
  for (let n = 1n; n <= 24n; n++) {
    term = mul(term, rest) / n
    sum += term
  }
  return halves < 0n ? sum >> -halves : sum << halves
}

/** Of what is positive. */
function lnScaled(x: bigint): bigint {
  let mantissa = x
  let twos = 0n
  while (mantissa >= S + S / 2n) {
    mantissa /= 2n
    twos++
  }
  while (mantissa < (S * 3n) / 4n) {
    mantissa *= 2n
    twos--
  }
  const z = div(mantissa - S, mantissa + S)
  const square = mul(z, z)
  let power = z
  let sum = 0n
  for (let n = 0n; n < 20n; n++) {
    sum += power / (2n * n + 1n)
    power = mul(power, square)
  }
  return 2n * sum + twos * LN_2
}

export function exp(it: bigint): bigint | null {
  const found = expScaled(it * UP)
  return found === null ? null : rounded(found)
}

export const ln = (it: bigint) => (it > 0n ? rounded(lnScaled(it * UP)) : null)

/** Of base 10 when there is none. */
export function log(it: bigint, base: bigint | null): bigint | null {
  if (base !== null && base <= 0n) return null
  const below = base === null ? LN_10 : lnScaled(base * UP)
  return it <= 0n || below === 0n ? null : rounded(div(lnScaled(it * UP), below))
}

/** Whole exponents up to 1,000 by multiplying, others by logarithms. */
export function power(it: bigint, exponent: bigint): bigint | null {
  const steps = wholePart(exponent)
  if (whole(steps) === exponent && abs(steps) <= 1_000n) return wholePower(it, steps)
  if (it === 0n && exponent > 0n) return 0n
  if (it <= 0n) return null
  const scaled = product(exponent * UP, lnScaled(it * UP))
  const found = scaled === null ? null : expScaled(scaled)
  return found === null ? null : rounded(found)
}

function wholePower(it: bigint, steps: bigint): bigint | null {
  if (steps < 0n && it === 0n) return null
  // Small numbers lose digits when they are multiplied: the whole is turned over at the end.
  const turned = steps < 0n && abs(it) >= UP * 100n
  const first = steps < 0n && !turned ? over(whole(1), it) : it
  if (first === null) return null
  let base: bigint | null = first * UP
  let result: bigint | null = S
  for (let left = abs(steps); left > 0n; left /= 2n) {
    if (left % 2n === 1n) result = product(result, base)
    if (left / 2n > 0n) base = product(base, base)
    if (result === null || base === null) return turned ? 0n : null
  }
  if (!turned) return rounded(result)
  return result === 0n ? null : rounded((S * S) / result)
}

export const pi = () => rounded(PI)

function sinCos(it: bigint): [bigint, bigint] | null {
  const x = it * UP
  if (abs(x) > ANGLE_MAX) return null
  const quarters = (x + (x < 0n ? -HALF_PI / 2n : HALF_PI / 2n)) / HALF_PI
  const rest = x - quarters * HALF_PI
  const square = mul(rest, rest)
  let sine = rest
  for (let n = 1n, term = rest; n <= 12n; n++) {
    term = -mul(term, square) / (2n * n * (2n * n + 1n))
    sine += term
  }
  let cosine = S
  for (let n = 1n, term = S; n <= 12n; n++) {
    term = -mul(term, square) / ((2n * n - 1n) * (2n * n))
    cosine += term
  }
  switch (((quarters % 4n) + 4n) % 4n) {
    case 0n:
      return [sine, cosine]
    case 1n:
      return [cosine, -sine]
    case 2n:
      return [-sine, -cosine]
    default:
      return [-cosine, sine]
  }
}

function of(it: bigint, take: (sine: bigint, cosine: bigint) => bigint | null): bigint | null {
  const found = sinCos(it)
  return found && take(...found)
}

/** Blank where the divisor has no digits left. */
const quotient = (a: bigint, b: bigint) => (abs(b) < 1_000n ? null : rounded(div(a, b)))

export const sin = (it: bigint) => of(it, (sine) => rounded(sine))
export const cos = (it: bigint) => of(it, (_, cosine) => rounded(cosine))
export const tan = (it: bigint) => of(it, quotient)
export const cot = (it: bigint) => of(it, (sine, cosine) => quotient(cosine, sine))

export function radians(it: bigint): bigint | null {
  const found = product(it * UP, PI)
  return found === null ? null : rounded(found / 180n)
}

export function degrees(it: bigint): bigint | null {
  const turned = product(it * UP, 180n * S)
  return turned === null ? null : rounded((turned / PI) * S + ((turned % PI) * S) / PI)
}
