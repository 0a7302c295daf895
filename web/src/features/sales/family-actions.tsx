import { AppstoreAddOutlined, TableOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { notify } from '@/components/feedback'
import { QueryState } from '@/components/states'
import { VariantGrid } from '@/features/sales/variant-grid'
import { variantText } from '@/features/sales/variant-text'
import { useFamily } from '@/features/sales/variant-tool'
import { api, newKey, seg } from '@/lib/api-client'
import { formatQuantity, isZero, sum } from '@/lib/decimal'
import { queryClient } from '@/lib/query'
import { useText } from '@/lib/text'
import css from './variant-grid.module.css'

type Figure = 'available' | 'on_hand' | 'incoming'

/** On a family: make its items, and see what there is of each. */
export function FamilyActions({ id }: { id: string }) {
  const t = useText(variantText)
  const [open, setOpen] = useState(false)
  const query = useFamily(id)
  const make = useMutation({
    mutationFn: () =>
      api.post<{ made: string[] }>(
        `/api/families/${seg(id)}/items`,
        {},
        { idempotencyKey: newKey() },
      ),
    onSuccess: ({ made }) => {
      notify.success(t('made', { n: made.length }))
      void queryClient.invalidateQueries()
      setOpen(true)
    },
    onError: notify.problem,
  })
  const missing = query.data?.missing ?? 0
  return (
    <>
      {missing > 0 && (
        <Button
          type="primary"
          icon={<AppstoreAddOutlined />}
          loading={make.isPending}
          onClick={() => make.mutate()}
        >
          {t('make', { n: missing })}
        </Button>
      )}
      <Button icon={<TableOutlined />} onClick={() => setOpen(true)}>
        {t.matrix}
      </Button>
      {open && <FamilyMatrix id={id} onClose={() => setOpen(false)} />}
    </>
  )
}

function FamilyMatrix({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText(variantText)
  const [figure, setFigure] = useState<Figure>('available')
  const query = useFamily(id)
  return (
    <Modal open centered width={760} title={t.matrix} footer={null} onCancel={onClose}>
      <Segmented
        aria-label={t.show}
        value={figure}
        onChange={setFigure}
        options={[
          { value: 'available', label: t.availableShort },
          { value: 'on_hand', label: t.on_hand },
          { value: 'incoming', label: t.incoming },
        ]}
      />
      <QueryState query={query}>
        {(family) => (
          <VariantGrid
            family={family}
            sumTitle={t.sum}
            cell={(item) => (
              <Link to="/stock/$item" params={{ item: item.item }}>
                <span className={isZero(item[figure]) ? css.there : 'num'}>
                  {formatQuantity(item[figure])}
                </span>
              </Link>
            )}
            sum={(items) => (
              <span className="num">{formatQuantity(sum(items.map((item) => item[figure])))}</span>
            )}
          />
        )}
      </QueryState>
    </Modal>
  )
}
