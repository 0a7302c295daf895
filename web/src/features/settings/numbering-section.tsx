import { useState } from 'react'
import { Button } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { ResponsiveTable } from '@/components/responsive-table'
import { QueryState } from '@/components/states'
import { useDocumentTypes } from '@/documents/use-document-types'
import { useLabel, useText } from '@/lib/text'
import { accessText } from './access-text'
import { countOf, type Numbering } from './numbering'
import { NumberingParts } from './numbering-parts'
import css from './section.module.css'
import { settingsText } from './settings-text'
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

type Open = { row: NumberingRow; value: Numbering }

function NumberingTable({ rows }: { rows: NumberingRow[] }) {
  const t = useText(settingsText)
  const a = useText(accessText)
  const say = useLabel()
  const types = useDocumentTypes()
  const save = useSaveNumbering()
  const [open, setOpen] = useState<Open | null>(null)
  const type = types.find((one) => one.name === open?.row.type)
  const begin = (row: NumberingRow) => setOpen({ row, value: row })

  function submit({ row, value: { prefix, digits, reset, parts = [] } }: Open) {
    save.mutate(
      { type: row.type, prefix, digits, reset, parts },
      {
        onSuccess: () => {
          notify.success(t.saved)
          setOpen(null)
        },
        onError: notify.problem,
      },
    )
  }

  return (
    <>
      {open && type && (
        <NumberingParts
          type={type}
          value={open.value}
          count={countOf(open.row.next, open.row)}
          saving={save.isPending}
          onChange={(value) => setOpen({ ...open, value })}
          onSave={() => submit(open)}
          onClose={() => setOpen(null)}
        />
      )}
      <ResponsiveTable
        label={t.numbering}
        rows={rows}
        rowKey={(row) => row.type}
        onOpen={begin}
        columns={[
          { key: 'type', title: t.type, cardRole: 'title', render: (row) => say(row.label) },
          {
            key: 'example',
            title: t.example,
            render: (row) => <span className="num">{row.next}</span>,
          },
          {
            key: 'reset',
            title: t.reset,
            render: (row) => t[`reset_${row.reset}`],
          },
          {
            key: 'edit',
            title: '',
            align: 'right',
            cardRole: 'tag',
            render: (row) => (
              <Button
                size="small"
                type="text"
                aria-label={a('partsOf', { type: say(row.label) })}
                onClick={() => begin(row)}
              >
                {t.edit}
              </Button>
            ),
          },
        ]}
      />
    </>
  )
}
