import { useMemo } from 'react'
import type { DocumentType, Fields } from '@/lib/api-types'
import { today } from '@/lib/dates'
import { context, formulasOf, withFormulas } from '@/lib/expression/expression'
import { useMe } from '@/lib/session'

/** What is typed with every formula computed, for the eye; the server computes for the books. */
export function useFormulas(type: DocumentType, fields: Fields): Fields {
  const { user } = useMe()
  const formulas = useMemo(() => formulasOf(type), [type])
  return useMemo(
    () => withFormulas(formulas, fields, context(today(), new Date().toISOString(), user.login)),
    [formulas, fields, user.login],
  )
}
