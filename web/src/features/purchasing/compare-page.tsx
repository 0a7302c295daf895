import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Alert, Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { ActionBar } from '@/components/action-bar'
import { notify } from '@/components/feedback'
import { Page, Panel } from '@/components/page'
import { EmptyState, QueryState } from '@/components/states'
import { DocumentLink } from '@/documents/document-link'
import { handOver } from '@/documents/draft-handover'
import { pushDown } from '@/documents/save-document'
import { formatMoney } from '@/lib/decimal'
import { keys } from '@/lib/query'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import { award, chosenTotal, loadComparison, usualChoice } from './comparison'
import type { Awarded, Choice, Comparison } from './comparison'
import { comparisonText } from './comparison-text'
import { OfferTable } from './offer-table'
import css from './compare-page.module.css'

/** Quotations side by side, and who gets which line. */
export default function ComparePage() {
  const t = useText(comparisonText)
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: keys.documents('supplier_quotation', 'compare', id),
    queryFn: () => loadComparison(id),
  })
  const number = query.data?.rfq.number ?? ''
  const [made, setMade] = useState<Awarded | null>(null)
  return (
    <Page
      wide
      title={t('title', { number })}
      back={`/d/rfq/${id}`}
      actions={
        <>
          <Link to="/d/$type/$id" params={{ type: 'rfq', id }}>
            <Button tabIndex={-1}>{t.rfq}</Button>
          </Link>
          {query.data?.rfq.state === 'sent' && <EnterQuotation comparison={query.data} />}
        </>
      }
    >
      <QueryState
        query={query}
        empty={(data) =>
          data.quotations.length === 0 && (
            <Panel>
              <EmptyState title={t.empty} hint={t.emptyHint} />
            </Panel>
          )
        }
      >
        {(comparison) => (
          <>
            {made && <Made awarded={made} />}
            <Compared key={comparison.rfq.state} comparison={comparison} onAwarded={setMade} />
          </>
        )}
      </QueryState>
    </Page>
  )
}

function EnterQuotation({ comparison: { rfq, unanswered } }: { comparison: Comparison }) {
  const t = useText(comparisonText)
  const navigate = useNavigate()
  const enter = useMutation({
    mutationFn: () => pushDown('rfq', rfq.id, 'supplier_quotation'),
    onSuccess: ({ fields }) => {
      const supplier = unanswered[0]?.number
      handOver('supplier_quotation', supplier ? { supplier, ...fields } : fields, {})
      void navigate({ to: '/d/$type/new', params: { type: 'supplier_quotation' } })
    },
    onError: notify.problem,
  })
  return (
    <Button loading={enter.isPending} onClick={() => enter.mutate()}>
      {t.enter}
    </Button>
  )
}

type ComparedProps = { comparison: Comparison; onAwarded: (awarded: Awarded) => void }

function Compared({ comparison, onAwarded }: ComparedProps) {
  const t = useText(comparisonText)
  const { company } = useMe()
  const client = useQueryClient()
  const [choice, setChoice] = useState<Choice>(() => usualChoice(comparison))
  const [reason, setReason] = useState('')
  const [updateTerms, setUpdateTerms] = useState(true)
  const open = comparison.rfq.state === 'sent'
  const chosen = Object.keys(choice).length
  const save = useMutation({
    mutationFn: () => award(comparison.rfq.id, choice, reason, updateTerms),
    onSuccess: (awarded) => {
      onAwarded(awarded)
      for (const type of ['rfq', 'supplier_quotation', 'purchase_order', 'supply']) {
        void client.invalidateQueries({ queryKey: keys.documents(type) })
      }
      void client.invalidateQueries({ queryKey: ['document', 'rfq'] })
    },
    onError: notify.problem,
  })
  const names = comparison.unanswered.map((party) => party.title).join('、')
  return (
    <>
      {comparison.reason && !open && (
        <Alert type="success" showIcon title={t.awarded} description={comparison.reason} />
      )}
      {open && names && <Alert type="info" showIcon title={t('unanswered', { names })} />}
      <Panel flush title={t.comparison}>
        <OfferTable
          comparison={comparison}
          choice={choice}
          onChoose={open ? setChoice : undefined}
        />
      </Panel>
      {open && (
        <>
          <Panel>
            <div className={css.why}>
              <label className={css.reason}>
                <span>{t.reason}</span>
                <Input.TextArea
                  autoSize={{ minRows: 1, maxRows: 4 }}
                  maxLength={1000}
                  placeholder={t.reasonHint}
                  value={reason}
                  onChange={(event) => setReason(event.target.value)}
                />
              </label>
              <Checkbox
                checked={updateTerms}
                onChange={(event) => setUpdateTerms(event.target.checked)}
              >
                {t.updateTerms}
              </Checkbox>
            </div>
          </Panel>
          <ActionBar
            label={t.award}
            words={t('chosen', { n: chosen, of: comparison.lines.length })}
            details={t('landed', {
              money: formatMoney(chosenTotal(comparison, choice), company.currency),
            })}
          >
            <Button
              type="primary"
              disabled={chosen === 0}
              loading={save.isPending}
              onClick={() => save.mutate()}
            >
              {t.doAward}
            </Button>
          </ActionBar>
        </>
      )}
    </>
  )
}

function Made({ awarded }: { awarded: Awarded }) {
  const t = useText(comparisonText)
  return (
    <Panel title={t('drafted', { n: awarded.documents.length })}>
      <ul className={css.made}>
        {awarded.documents.map((order) => (
          <li key={order.id}>
            <DocumentLink type={order.type} id={order.id} number={order.number} /> {order.title} ·{' '}
            {t('lines', { n: order.lines })}
          </li>
        ))}
      </ul>
      {awarded.terms > 0 && <p className={css.quiet}>{t('terms', { n: awarded.terms })}</p>}
    </Panel>
  )
}
