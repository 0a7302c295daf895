import { Select } from 'antd'
import { Panel } from '@/components/page'
import { useLabel, useText } from '@/lib/text'
import css from './designer.module.css'
import { BASIC } from './role-grants'
import { settingsText } from './settings-text'
import type { DesignerProps } from './type-designer'
import { ADMINISTRATOR, useRoles } from './use-roles'

/** Which roles may see, create, edit, delete. Whoever may change may also see. */
export function DesignerAccess({ draft, onChange }: Omit<DesignerProps, 'kept'>) {
  const t = useText(settingsText)
  const say = useLabel()
  const roles = (useRoles().data?.rows ?? []).filter((role) => role.name !== ADMINISTRATOR)
  const options = roles.map((role) => ({ value: role.name, label: say(role.label) }))
  function set(action: (typeof BASIC)[number], chosen: string[]) {
    const access = { ...draft.access, [action]: chosen }
    if (action !== 'read') access.read = [...new Set([...access.read, ...chosen])]
    onChange({ ...draft, access })
  }
  return (
    <Panel title={t.access}>
      <p className={css.hint}>{t.accessHint}</p>
      {BASIC.map((action) => (
        <div key={action} className={`${css.row} ${css.rights}`}>
          <span>{t[`action_${action}`]}</span>
          <Select
            mode="multiple"
            aria-label={t[`action_${action}`]}
            placeholder={t.nobody}
            value={draft.access[action]}
            onChange={(chosen) => set(action, chosen)}
            options={options}
          />
        </div>
      ))}
    </Panel>
  )
}
