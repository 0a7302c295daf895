import { Drawer, Segmented } from 'antd'
import { ToneTag } from '@/components/tone-tag'
import type { DocumentType, Field } from '@/lib/api-types'
import { useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import css from './role-matrix.module.css'
import type { TypeGrant } from './role-grants'

type Level = 'edit' | 'read' | 'hidden'
type Props = {
  type: DocumentType
  grant: TypeGrant
  readOnly: boolean
  onChange: (grant: TypeGrant) => void
  onClose: () => void
}

/** Per field: changed, only seen, or hidden. */
export function RoleFields({ type, grant, readOnly, onChange, onClose }: Props) {
  const t = useText(accessText)
  const say = useLabel()
  const level = (path: string): Level =>
    grant.hidden.includes(path) ? 'hidden' : grant.readOnly.includes(path) ? 'read' : 'edit'
  function put(path: string, next: Level) {
    const without = (paths: string[]) => paths.filter((one) => one !== path)
    onChange({
      ...grant,
      hidden: next === 'hidden' ? [...without(grant.hidden), path] : without(grant.hidden),
      readOnly: next === 'read' ? [...without(grant.readOnly), path] : without(grant.readOnly),
    })
  }
  const line = (field: Field, path: string, under: string) => {
    const names = path === type.key_field || path === type.title_field
    return (
      <li key={path} className={css.field}>
        <span>
          {under && <span className={css.under}>{under} · </span>}
          {say(field.label)}{' '}
          {(field as { cost?: boolean }).cost && <ToneTag tone="caution">{t.cost}</ToneTag>}
        </span>
        <Segmented<Level>
          size="small"
          disabled={readOnly}
          aria-label={say(field.label)}
          value={level(path)}
          onChange={(next) => put(path, next)}
          options={(['edit', 'read', 'hidden'] as const).map((one) => ({
            value: one,
            label: t[`level_${one}`],
            disabled: names && one === 'hidden',
            ...(names && one === 'hidden' ? { title: t.namesIt } : {}),
          }))}
        />
      </li>
    )
  }
  return (
    <Drawer open size={460} title={t('fieldsOf', { type: say(type.label) })} onClose={onClose}>
      <p className={css.hint}>{t.fieldsHint}</p>
      <ul className={css.fields}>
        {type.fields.flatMap((field) => [
          line(field, field.name, ''),
          ...(field.columns ?? []).map((column) =>
            line(column, `${field.name}.${column.name}`, say(field.label)),
          ),
        ])}
      </ul>
    </Drawer>
  )
}
