import { useMemo } from 'react'
import type { DocumentType, Fields, Problem } from '@/lib/api-types'
import { withoutBlankLines } from '@/documents/form-model'
import { today } from '@/lib/dates'
import { context, failedChecks, formulasOf, withFormulas } from '@/lib/expression/expression'
import { useMe } from '@/lib/session'
import { useLabel } from '@/lib/text'
import { useWorkingDays } from '@/documents/use-working-days'

export type Computed = {
  /** What is typed, with every formula computed. */
  fields: Fields
  /** The type's checks that what is typed does not pass. */
  failed: Problem[]
}

/** Formulas and checks for the eye, while typing; the server computes and checks for the books. */
export function useFormulas(type: DocumentType, typed: Fields): Computed {
  const { user } = useMe()
  const say = useLabel()
  const formulas = useMemo(() => formulasOf(type), [type])
  const workingDays = useWorkingDays(type)
  const { fields, failed } = useMemo(() => {
    const now = context(today(), new Date().toISOString(), user.login, workingDays)
    const fields = withFormulas(formulas, typed, now)
    // A warning stops nothing: the server tells it, and asks whether to save all the same.
    const checks = failedChecks(formulas, withoutBlankLines(type, fields), now)
    return { fields, failed: checks.filter((it) => it.severity === 'error') }
  }, [type, formulas, typed, user.login, workingDays])
  return {
    fields,
    failed: failed.map(({ path, message }) => ({ path, code: 'check', message: say(message) })),
  }
}
