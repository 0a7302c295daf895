import { DownOutlined } from '@ant-design/icons'
import { Alert, Button, Select } from 'antd'
import { useState } from 'react'
import { Panel } from '@/components/page'
import { type Tone, ToneTag } from '@/components/tone-tag'
import { useDocumentType } from '@/documents/use-document-types'
import { useLabel, useText } from '@/lib/text'
import { ConstantInput } from './constant-input'
import type { Column, Confidence, Target } from './import-model'
import { importText } from './import-text'
import {
  absentTargets,
  columnLetter,
  missingTargets,
  samplesOf,
  unusedColumns,
  withConstant,
} from './mapping'
import css from './mapping-step.module.css'
import type { StepProps } from './step-props'

const TONES: Record<Confidence, Tone> = {
  exact: 'ok',
  remembered: 'ok',
  synonym: 'info',
  guess: 'caution',
  none: 'muted',
}

/** Stands for "no column": a select cannot hold null. */
const NONE = -1

/** Step 2: each field and the column it takes, with samples and how it was guessed. */
export function MappingStep({ one, acts, onWalk }: StepProps) {
  const t = useText(importText)
  const say = useLabel()
  const constants = one.options?.constants ?? {}
  const missing = missingTargets(one.targets, constants)
  const unused = unusedColumns(one.columns, one.targets)
  // As the step was opened: what is taken away from a column does not vanish under the hand.
  const [absent] = useState(() => absentTargets(one.targets, constants).map((it) => it.field))
  const [unfolded, setUnfolded] = useState(false)
  const type = useDocumentType(one.kind)
  /** A column of rows says whose it is where its name alone could be two things. */
  const nameOf = (target: Target) => {
    const own = say(target.label)
    const rows = type?.fields.find((field) => target.field.startsWith(`${field.name}.`))
    const ambiguous = one.targets.filter((other) => say(other.label) === own).length > 1
    return rows && ambiguous ? `${say(rows.label)} · ${own}` : own
  }
  const names = (targets: Target[]) => targets.map(nameOf).join(t.comma)
  return (
    <>
      <p className={css.hint}>{t.mappingHint}</p>
      <Panel flush>
        <ul className={css.targets} aria-label={t.step_mapping}>
          {one.targets
            .filter((target) => unfolded || !absent.includes(target.field))
            .map((target) => (
              <TargetRow
                key={target.field}
                {...{ one, acts, target, name: nameOf(target) }}
                missing={missing.includes(target)}
              />
            ))}
        </ul>
        {absent.length > 0 && !unfolded && (
          <button type="button" className={css.more} onClick={() => setUnfolded(true)}>
            <DownOutlined aria-hidden /> <b>{t('absent', { n: absent.length })}</b>
            <span>{names(one.targets.filter(({ field }) => absent.includes(field)))}</span>
          </button>
        )}
      </Panel>
      {missing.length > 0 && (
        <Alert type="warning" showIcon title={t('missing', { fields: names(missing) })} />
      )}
      <div className={css.foot}>
        <span className={css.unused}>
          {unused.length > 0 &&
            t('unused', { columns: unused.map((column) => columnName(column)).join(t.comma) })}
        </span>
        <Button onClick={() => onWalk('file')}>{t.back}</Button>
        <Button
          type="primary"
          disabled={missing.length > 0}
          loading={acts.busy}
          onClick={() => onWalk('check')}
        >
          {t.next}
        </Button>
      </div>
    </>
  )
}

type RowProps = Pick<StepProps, 'one' | 'acts'> & {
  target: Target
  name: string
  missing: boolean
}

/** One field, the column it takes or the value that stands for all, and how that was found. */
function TargetRow({ one, acts, target, name, missing }: RowProps) {
  const t = useText(importText)
  const constants = one.options?.constants ?? {}
  const samples = samplesOf(one.columns, target.column)
  return (
    <li className={css.target}>
      <div className={css.name}>
        <span>{name}</span>
        {target.required && <span className={css.required}>{t.requiredMark}</span>}
      </div>
      <Select
        className={css.select}
        aria-label={t('columnFor', { field: name })}
        value={target.column ?? NONE}
        {...(missing ? { status: 'error' as const } : {})}
        disabled={acts.busy}
        onChange={(column) =>
          acts.change({
            mapping: { [target.field]: column === NONE ? null : column },
          })
        }
        options={[{ value: NONE, label: t.notImported }, ...one.columns.map(columnOption)]}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
      />
      <div className={css.samples}>
        {target.column === null && (
          <div className={css.constant}>
            <ConstantInput
              kind={one.kind}
              target={target}
              value={constants[target.field] ?? ''}
              onChange={(value) =>
                acts.change({
                  options: {
                    constants: withConstant(constants, target.field, value),
                  },
                })
              }
            />
          </div>
        )}
        {samples.map((sample) => (
          <span key={sample} className={css.sample} title={sample}>
            {sample}
          </span>
        ))}
      </div>
      <div className={css.how}>
        <ToneTag tone={TONES[target.confidence]}>{t[`confidence_${target.confidence}`]}</ToneTag>
      </div>
    </li>
  )
}

function columnName(column: Column): string {
  return column.header || columnLetter(column.index)
}

function columnOption(column: Column) {
  return { value: column.index, label: `${columnLetter(column.index)} · ${columnName(column)}` }
}
