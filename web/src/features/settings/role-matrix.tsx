import { Fragment, useState } from 'react'
import { Button, Checkbox } from 'antd'
import { useDocumentTypes } from '@/documents/use-document-types'
import { useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import { RoleFields } from './role-fields'
import {
  BASIC,
  type Grants,
  isGranted,
  NOTHING,
  type TypeGrant,
  withGrant,
  withGrantForAll,
} from './role-grants'
import css from './role-matrix.module.css'
import { RowsSelect } from './rows-select'
import { settingsText } from './settings-text'

type Props = { grants: Grants; onChange: (grants: Grants) => void; readOnly?: boolean }

/** Types down; actions, rows and fields across; below each its transitions with their own names. */
export function RoleMatrix({ grants, onChange, readOnly = false }: Props) {
  const t = useText(settingsText)
  const a = useText(accessText)
  const say = useLabel()
  const types = useDocumentTypes()
  const [open, setOpen] = useState<string | null>(null)
  const opened = types.find((type) => type.name === open)
  const put = (type: string, grant: TypeGrant) => onChange({ ...grants, [type]: grant })
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
            <th scope="col">{a.sees}</th>
            <th scope="col">{a.changes}</th>
            <th scope="col">{a.fields}</th>
          </tr>
        </thead>
        <tbody>
          {types.map((type) => {
            const title = say(type.label)
            const grant = grants[type.name] ?? NOTHING
            const seen = grant.actions.includes('read')
            // What even an administrator may not do is done by the system alone.
            const steps = type.transitions.filter((one) => one.permitted)
            const transitions = [...new Map(steps.map((one) => [one.name, one])).values()]
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
              <Fragment key={type.name}>
                <tr className={transitions.length > 0 ? css.parted : undefined}>
                  <th scope="row" rowSpan={transitions.length > 0 ? 2 : 1}>
                    {title}
                  </th>
                  {BASIC.map((action) => (
                    <td key={action} className={css.action} data-label={t[`action_${action}`]}>
                      {tick(action, t[`action_${action}`])}
                    </td>
                  ))}
                  {grant.deep ? (
                    <td colSpan={3} className={css.under}>
                      {a.deep}
                    </td>
                  ) : (
                    <>
                      <td data-label={seen ? a.sees : undefined}>
                        {seen && (
                          <RowsSelect
                            type={type}
                            label={a('seesOf', { type: title })}
                            value={grant.sees}
                            disabled={readOnly}
                            onChange={(sees) => {
                              // Nobody changes what they do not see.
                              const follows =
                                JSON.stringify(grant.changes) === JSON.stringify(grant.sees)
                              put(type.name, {
                                ...grant,
                                sees,
                                ...(follows ? { changes: sees } : {}),
                              })
                            }}
                          />
                        )}
                      </td>
                      <td data-label={seen && grant.actions.length > 1 ? a.changes : undefined}>
                        {seen && grant.actions.length > 1 && (
                          <RowsSelect
                            type={type}
                            label={a('changesOf', { type: title })}
                            value={grant.changes}
                            disabled={readOnly}
                            onChange={(changes) => put(type.name, { ...grant, changes })}
                          />
                        )}
                      </td>
                      <td data-label={seen ? a.fields : undefined}>
                        {seen && (
                          <Button
                            size="small"
                            type="text"
                            aria-label={a('fieldsOf', { type: title })}
                            onClick={() => setOpen(type.name)}
                          >
                            {grant.hidden.length + grant.readOnly.length === 0
                              ? a.fieldsAll
                              : a('fieldsSome', {
                                  hidden: grant.hidden.length,
                                  fixed: grant.readOnly.length,
                                })}
                          </Button>
                        )}
                      </td>
                    </>
                  )}
                </tr>
                {transitions.length > 0 && (
                  <tr>
                    <td colSpan={BASIC.length + 3} className={css.steps}>
                      <span className={css.stepsName}>{t.transitions}</span>
                      {transitions.map((one) => tick(one.name, say(one.label), say(one.label)))}
                    </td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </tbody>
      </table>
      {opened && (
        <RoleFields
          type={opened}
          grant={grants[opened.name] ?? NOTHING}
          readOnly={readOnly}
          onChange={(grant) => put(opened.name, grant)}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  )
}
