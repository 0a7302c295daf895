import type { InputHTMLAttributes } from 'react'

/** What is handed through to a plain input, `data-` attributes included. */
export type InputProps = InputHTMLAttributes<HTMLInputElement> & Record<`data-${string}`, unknown>
