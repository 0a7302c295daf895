import { useDocumentType } from '@/documents/use-document-types'
import { useLabel } from '@/lib/text'
import css from './level-tag.module.css'
import { isVip } from './urgency'

/** A customer's level as the company calls it; the ordinary one goes without saying. */
export function LevelTag({ level }: { level: string }) {
  const say = useLabel()
  const customer = useDocumentType('customer')
  if (!level || level === 'normal') return null
  const choices = customer?.fields.find((field) => field.name === 'level')?.choices ?? []
  const choice = choices.find((one) => one.value === level)
  return (
    <span className={css.level} data-vip={isVip(level) || undefined}>
      {choice ? say(choice.label) : level}
    </span>
  )
}
