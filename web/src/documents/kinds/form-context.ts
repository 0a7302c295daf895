import { createContext } from 'react'
import type { DocumentType, Fields } from '@/lib/api-types'

/** The form a value stands in: what lines may look up is in the head. */
export const FormContext = createContext<{ type: DocumentType; fields: Fields } | null>(null)
