import { useState } from 'react'
import { Button } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { ResponsiveTable } from '@/components/responsive-table'
import { QueryState } from '@/components/states'
import { today } from '@/lib/dates'
import { useLabel, useText } from '@/lib/text'
import { countOf, formatNumber, type Numbering } from './numbering'
import { NumberingInputs } from './numbering-inputs'
import css from './section.module.css'
import { settingsText } from './settings-text'
import { withoutKey } from './without-key'
import { type NumberingRow, useNumbering, useSaveNumbering } from './use-numbering'

export function NumberingSection() {
  const t = useText(settingsText)
  const query = useNumbering()
  return (
    <>
      <p className={css.hint}>{t.numberingHint}</p>
      <Panel title={t.numbering} flush>
        <QueryState query={query}>{({ rows }) => <NumberingTable rows={rows} />}</QueryState>
      </Panel>
    </>
  )
}

function NumberingTable({ rows }: { rows: NumberingRow[] }) {
  const t = useText(settingsText)
  const say = useLabel()
  const save = useSaveNumbering()
  const [changed, setChanged] = useState<Record<string, Numbering>>({})
  const of = (row: NumberingRow): Numbering => changed[row.type] ?? row

  function submit(row: NumberingRow) {
    const { prefix, digits, reset } = of(row)
    save.mutate(
      { type: row.type, prefix, digits, reset },
      {
        onSuccess: () => {
          notify.success(t.saved)
          setChanged((before) => withoutKey(before, row.type))
        },
        onError: notify.problem,
      },
    )
  }

  return (
    <ResponsiveTable
      label={t.numbering}
      rows={rows}
      rowKey={(row) => row.type}
      columns={[
        { key: 'type', title: t.type, cardRole: 'title', render: (row) => say(row.label) },
        {
          key: 'rule',
          title: `${t.prefix} · ${t.digits} · ${t.reset}`,
          render: (row) => (
            <NumberingInputs
              of={say(row.label)}
              value={of(row)}
              onChange={(numbering) => setChanged({ ...changed, [row.type]: numbering })}
            />
          ),
        },
        {
          key: 'example',
          title: t.example,
          render: (row) => (
            <span className="num">
              {changed[row.type]
                ? formatNumber(of(row), countOf(row.next, row), today())
                : row.next}
            </span>
          ),
        },
        {
          key: 'save',
          title: '',
          align: 'right',
          width: 90,
          render: (row) =>
            changed[row.type] && (
              <Button
                size="small"
                type="primary"
                loading={save.isPending}
                onClick={() => submit(row)}
              >
                {t.save}
              </Button>
            ),
        },
      ]}
    />
  )
}
