import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { type Tone, ToneTag } from '@/components/tone-tag'
import { DocumentLink } from '@/documents/document-link'
import { handOver } from '@/documents/draft-handover'
import { makeTransition } from '@/documents/save-document'
import { keys } from '@/lib/query'
import { useText } from '@/lib/text'
import css from './item-diagnoses.module.css'
import { stockText } from './stock-text'
import { type Cure, type Diagnosis, useExplain } from './use-explain'

type Props = {
  item: string
  warehouse: string
  onReallocate: (warehouse: string) => void
}

const TONES: Record<Diagnosis['code'], Tone> = {
  hold_expired: 'danger',
  hold_without_owner: 'danger',
  quality_hold_ageing: 'warning',
  stock_elsewhere: 'warning',
  kept_for_channels: 'warning',
  promise_overdue: 'warning',
  arrival_late: 'caution',
  sync_late: 'caution',
  count_differed: 'info',
}

/** 假缺货: what is there and not sold, each with the button that cures it. Nothing when all is well. */
export function ItemDiagnoses({ item, warehouse, onReallocate }: Props) {
  const t = useText(stockText)
  const { data } = useExplain(item, warehouse || undefined)
  const found = data?.diagnoses ?? []
  if (found.length === 0) return null
  return (
    <Panel title={t('diagnoses', { n: found.length })} flush>
      <ul className={css.found}>
        {found.map((one, index) => (
          <li key={index} className={css.one}>
            <ToneTag tone={TONES[one.code]}>{t[`diagnosis_${one.code}`]}</ToneTag>
            <div className={css.what}>
              <div>{one.message}</div>
              {one.document && <DocumentLink {...one.document} />}
            </div>
            {one.cure && <CureButton item={item} cure={one.cure} onReallocate={onReallocate} />}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function CureButton({
  item,
  cure,
  onReallocate,
}: {
  item: string
  cure: Cure
  onReallocate: (warehouse: string) => void
}) {
  const t = useText(stockText)
  const navigate = useNavigate()
  const client = useQueryClient()
  const transition = useMutation({
    mutationFn: ({ document, transition: name }: Extract<Cure, { kind: 'transition' }>) =>
      makeTransition(document.type, document.id, name),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.stock() })
      notify.success(t.cured)
    },
    onError: notify.problem,
  })
  function act() {
    switch (cure.kind) {
      case 'transition':
        return transition.mutate(cure)
      case 'reallocate':
        return onReallocate(cure.warehouse)
      case 'count':
        handOver('stock_count', { warehouse: cure.warehouse, lines: [{ item }] })
        return void navigate({ to: '/d/$type/new', params: { type: 'stock_count' } })
      case 'open':
        return void navigate({
          to: '/d/$type/$id',
          params: { type: cure.document.type, id: cure.document.id },
        })
    }
  }
  return (
    <Button size="small" loading={transition.isPending} onClick={act}>
      {cure.label}
    </Button>
  )
}
