import { useMemo } from 'react'
import type { DocumentType, Fields, Problem } from '@/lib/api-types'
import { withoutBlankLines } from '@/documents/form-model'
import { today } from '@/lib/dates'
import {
  context,
  failedChecks,
  fieldStates,
  formulasOf,
  withFormulas,
  type FieldState,
} from '@/lib/expression/expression'
import { useMe } from '@/lib/session'
import { useLabel } from '@/lib/text'
import { useWorkingDays } from '@/documents/use-working-days'

export type Computed = {
  /** What is typed, with every formula computed. */
  fields: Fields
  /** The type's checks that what is typed does not pass, warnings apart. */
  failed: Problem[]
  warned: Problem[]
  /** What rules say now, by path: `due`, `lines[0].price`. */
  states: Map<string, FieldState>
}

/** Formulas and checks for the eye, while typing; the server computes and checks for the books. */
export function useFormulas(type: DocumentType, typed: Fields): Computed {
  const { user } = useMe()
  const say = useLabel()
  const formulas = useMemo(() => formulasOf(type), [type])
  const workingDays = useWorkingDays(type)
  const { fields, failed, states } = useMemo(() => {
    const now = context(today(), new Date().toISOString(), user.login, workingDays)
    const fields = withFormulas(formulas, typed, now)
    const failed = failedChecks(formulas, withoutBlankLines(type, fields), now)
    return { fields, failed, states: fieldStates(formulas, fields, now) }
  }, [type, formulas, typed, user.login, workingDays])
  const told = (severity: 'error' | 'warning') =>
    failed
      .filter((check) => check.severity === severity)
      .map(({ path, message }) => ({ path, code: 'check', message: say(message) }))
  return { fields, states, failed: told('error'), warned: told('warning') }
}
