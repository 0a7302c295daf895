import { useState } from 'react'
import { Button } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { ResponsiveTable } from '@/components/responsive-table'
import { QueryState } from '@/components/states'
import { useDocumentTypes } from '@/documents/use-document-types'
import { today } from '@/lib/dates'
import { useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import { countOf, formatNumber, type Numbering } from './numbering'
import { NumberingParts } from './numbering-parts'
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
  const a = useText(accessText)
  const types = useDocumentTypes()
  const save = useSaveNumbering()
  const [changed, setChanged] = useState<Record<string, Numbering>>({})
  const [open, setOpen] = useState<string | null>(null)
  const opened = rows.find((row) => row.type === open)
  const openedType = types.find((one) => one.name === open)
  const compose = (row: NumberingRow) => {
    const { prefix, digits, reset, parts = [] } = of(row)
    const first = parts.length > 0 ? parts : [{ text: prefix }, 'counter' as const]
    setChanged({ ...changed, [row.type]: { prefix, digits, reset, parts: first } })
    setOpen(row.type)
  }
  const of = (row: NumberingRow): Numbering => changed[row.type] ?? row

  function submit(row: NumberingRow) {
    const { prefix, digits, reset, parts = [] } = of(row)
    save.mutate(
      { type: row.type, prefix, digits, reset, parts },
      {
        onSuccess: () => {
          notify.success(t.saved)
          setChanged((before) => withoutKey(before, row.type))
          setOpen(null)
        },
        onError: notify.problem,
      },
    )
  }

  return (
    <>
      {opened && openedType && (
        <NumberingParts
          type={openedType}
          value={of(opened)}
          saving={save.isPending}
          onChange={(numbering) => setChanged({ ...changed, [opened.type]: numbering })}
          onSave={() => submit(opened)}
          onClose={() => {
            setChanged((before) => withoutKey(before, opened.type))
            setOpen(null)
          }}
        />
      )}
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
              <div className={css.bar}>
                {(of(row).parts?.length ?? 0) === 0 && (
                  <NumberingInputs
                    of={say(row.label)}
                    value={of(row)}
                    onChange={(numbering) => setChanged({ ...changed, [row.type]: numbering })}
                  />
                )}
                <Button
                  size="small"
                  type="text"
                  aria-label={a('partsOf', { type: say(row.label) })}
                  onClick={() => compose(row)}
                >
                  {a.compose}
                </Button>
                {(of(row).parts?.length ?? 0) > 0 && (
                  <Button
                    size="small"
                    type="text"
                    onClick={() =>
                      setChanged({ ...changed, [row.type]: { ...of(row), parts: [] } })
                    }
                  >
                    {a.simple}
                  </Button>
                )}
              </div>
            ),
          },
          {
            key: 'example',
            title: t.example,
            render: (row) => (
              <span className="num">
                {changed[row.type] && (of(row).parts?.length ?? 0) === 0
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
    </>
  )
}
