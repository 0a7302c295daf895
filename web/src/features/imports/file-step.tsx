import { Alert, Button, Form, InputNumber, Select } from 'antd'
import { Panel } from '@/components/page'
import { useText } from '@/lib/text'
import css from './file-step.module.css'
import { importText } from './import-text'
import { columnLetter, samplesOf } from './mapping'
import type { StepProps } from './step-props'
import { useKinds } from './use-kinds'

const ENCODINGS = ['UTF-8', 'GB18030', 'UTF-16LE', 'Big5']

/** Step 1: which sheet, where the header is, and whether what we read looks right. */
export function FileStep({
  one,
  acts,
  onNext,
}: Omit<StepProps, 'onWalk'> & { onNext: () => void }) {
  const t = useText(importText)
  const { usual, others } = useKinds()
  const kinds = [...usual, ...others]
  const text = one.sheets.length === 0
  const encodings = [...new Set([one.encoding ?? 'UTF-8', ...ENCODINGS])]
  return (
    <>
      {one.error && (
        <Alert type="error" showIcon title={one.error.title} description={one.error.detail} />
      )}
      <Panel>
        <Form layout="vertical" className={css.form ?? ''}>
          <Form.Item label={t.kind}>
            <Select
              aria-label={t.kind}
              value={one.kind}
              onChange={(kind) => acts.change({ kind })}
              options={kinds.map((kind) => ({ value: kind.kind, label: kind.title }))}
            />
          </Form.Item>
          {!text && (
            <Form.Item label={t.sheet}>
              <Select
                aria-label={t.sheet}
                value={one.sheet}
                onChange={(sheet) => acts.change({ sheet: sheet ?? '' })}
                options={one.sheets.map((sheet) => ({ value: sheet, label: sheet }))}
              />
            </Form.Item>
          )}
          <Form.Item label={t.headerRow} extra={t.headerHint}>
            <InputNumber
              aria-label={t.headerRow}
              min={1}
              max={200}
              precision={0}
              value={one.header_row}
              onChange={(header_row) => header_row && acts.change({ header_row })}
            />
          </Form.Item>
          {text && (
            <Form.Item label={t.encoding}>
              <Select
                aria-label={t.encoding}
                value={one.encoding}
                onChange={(encoding) => acts.change({ options: { encoding: encoding ?? '' } })}
                options={encodings.map((value) => ({ value, label: value }))}
              />
            </Form.Item>
          )}
        </Form>
      </Panel>
      <Panel title={t.fileLooks} flush>
        {one.columns.length === 0 ? (
          <p className={css.none}>{t.noColumns}</p>
        ) : (
          <div className={css.scroller}>
            <table className={css.sheet} aria-label={t.fileLooks} aria-busy={acts.busy}>
              <thead>
                <tr>
                  {one.columns.map((column) => (
                    <th key={column.index} scope="col">
                      <span className={css.letter}>{columnLetter(column.index)}</span>
                      {column.header || '—'}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {/* Samples of each column for itself: side by side they are no rows of the file. */}
                <tr>
                  {one.columns.map((column) => (
                    <td key={column.index}>
                      {samplesOf(one.columns, column.index).map((sample) => (
                        <div key={sample} className={css.sample} title={sample}>
                          {sample}
                        </div>
                      ))}
                    </td>
                  ))}
                </tr>
              </tbody>
            </table>
          </div>
        )}
      </Panel>
      <div className={css.foot}>
        <Button
          type="primary"
          disabled={one.columns.length === 0}
          loading={acts.busy}
          onClick={onNext}
        >
          {t.next}
        </Button>
      </div>
    </>
  )
}
