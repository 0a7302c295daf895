import { Mentions } from 'antd'
import { useMembers } from '@/documents/lookup'
import type { Person } from '@/lib/api-types'

type MentionInputProps = {
  label: string
  placeholder: string
  value: string
  onChange: (text: string) => void
  onSubmit: () => void
  autoFocus?: boolean
}

/** A text in which `@` names a member. */
export function MentionInput({
  label,
  placeholder,
  value,
  onChange,
  onSubmit,
  autoFocus,
}: MentionInputProps) {
  const members = useMembers()
  return (
    <Mentions
      aria-label={label}
      placeholder={placeholder}
      autoSize={{ minRows: 2, maxRows: 8 }}
      autoFocus={autoFocus ?? false}
      maxLength={2000}
      value={value}
      onChange={onChange}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSubmit()
      }}
      filterOption={(typed, option) =>
        `${option?.key ?? ''} ${option?.value ?? ''}`.toLowerCase().includes(typed.toLowerCase())
      }
      options={members.map(({ id, name }) => ({ key: id, value: name, label: name }))}
    />
  )
}

/** The members that a text names; of two with one name both are meant. */
export function mentionedIn(text: string, members: Person[]): string[] {
  // The longest name first: "@李华" is not said to "@李".
  const names = members.map(({ name }) => name).toSorted((a, b) => b.length - a.length)
  let rest = text
  const found = new Set<string>()
  for (const name of names.filter(Boolean)) {
    if (!rest.includes(`@${name}`)) continue
    found.add(name)
    rest = rest.replaceAll(`@${name}`, ' ')
  }
  return members.filter(({ name }) => found.has(name)).map(({ id }) => id)
}
