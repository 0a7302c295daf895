import { Checkbox } from 'antd'
import { useDocumentTypes } from '@/documents/use-document-types'
import { useLabel, useText } from '@/lib/text'
import { BASIC, type Grants, isGranted, withGrant, withGrantForAll } from './role-grants'
import css from './role-matrix.module.css'
import { settingsText } from './settings-text'

type Props = { grants: Grants; onChange: (grants: Grants) => void; readOnly?: boolean }

/** Types down, actions across; transitions stand behind with their own names. */
export function RoleMatrix({ grants, onChange, readOnly = false }: Props) {
  const t = useText(settingsText)
  const say = useLabel()
  const types = useDocumentTypes()
  return (
    <div className={css.scroller}>
      <table className={css.matrix} aria-label={t.matrix}>
        <thead>
          <tr>
            <th scope="col">{t.type}</th>
            {BASIC.map((action) => {
              const count = types.filter((type) => isGranted(grants, type.name, action)).length
              const words = t[`action_${action}`]
              return (
                <th key={action} scope="col" className={css.action}>
                  <Checkbox
                    checked={count > 0 && count === types.length}
                    disabled={readOnly}
                    indeterminate={count > 0 && count < types.length}
                    aria-label={t('allOf', { what: words })}
                    onChange={(event) =>
                      onChange(withGrantForAll(grants, types, action, event.target.checked))
                    }
                  >
                    {words}
                  </Checkbox>
                </th>
              )
            })}
            <th scope="col">{t.transitions}</th>
          </tr>
        </thead>
        <tbody>
          {types.map((type) => {
            const title = say(type.label)
            // What even an administrator may not do is done by the system alone.
            const open = type.transitions.filter((one) => one.permitted)
            const transitions = [...new Map(open.map((one) => [one.name, one])).values()]
            const tick = (action: string, words: string, shown?: string) => (
              <Checkbox
                key={action}
                checked={isGranted(grants, type.name, action)}
                disabled={readOnly}
                aria-label={t('grantOf', { type: title, action: words })}
                onChange={(event) =>
                  onChange(withGrant(grants, type.name, action, event.target.checked))
                }
              >
                {shown}
              </Checkbox>
            )
            return (
              <tr key={type.name}>
                <th scope="row">{title}</th>
                {BASIC.map((action) => (
                  <td key={action} className={css.action}>
                    {tick(action, t[`action_${action}`])}
                  </td>
                ))}
                <td>{transitions.map((one) => tick(one.name, say(one.label), say(one.label)))}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
