import { useState } from 'react'
import { Button, Switch } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { QueryState } from '@/components/states'
import { useAllOf } from '@/documents/lookup'
import { useText } from '@/lib/text'
import { OrderedNames } from './ordered-names'
import css from './section.module.css'
import { settingsText } from './settings-text'
import {
  type AllocationPolicy,
  CRITERIA,
  type Criterion,
  useAllocation,
  useSaveAllocation,
} from './use-allocation'

/** Who of the waiting comes first when there is not enough for all. */
export function AllocationSection() {
  const t = useText(settingsText)
  const query = useAllocation()
  return (
    <>
      <p className={css.hint}>{t.allocationHint}</p>
      <QueryState query={query}>{(policy) => <PolicyForm policy={policy} />}</QueryState>
    </>
  )
}

function PolicyForm({ policy }: { policy: AllocationPolicy }) {
  const t = useText(settingsText)
  const save = useSaveAllocation()
  const [chosen, setChosen] = useState(policy)
  const change = (part: Partial<AllocationPolicy>) => setChosen({ ...chosen, ...part })
  const nameOf = (name: string) => t(`criterion_${name as Criterion}`)
  return (
    <>
      <Panel title={t.allocationOrder}>
        <p className={css.hint}>{t.allocationOrderHint}</p>
        <OrderedNames
          list={chosen.criteria}
          onChange={(criteria) => change({ criteria: criteria as Criterion[] })}
          nameOf={nameOf}
          addable={CRITERIA.filter((name) => !chosen.criteria.includes(name))}
          add={t.addCriterion}
          least={1}
        />
      </Panel>
      {chosen.criteria.includes('channel') && (
        <ChannelOrder list={chosen.channels} onChange={(channels) => change({ channels })} />
      )}
      <Panel title={t.fairShare}>
        <label className={css.bar}>
          <Switch
            checked={chosen.fair_share}
            onChange={(fair_share) => change({ fair_share })}
            aria-label={t.fairShare}
          />
          <span className={css.grow}>{t.fairShareHint}</span>
        </label>
      </Panel>
      <div>
        <Button
          type="primary"
          loading={save.isPending}
          onClick={() =>
            save.mutate(chosen, {
              onSuccess: () => void notify.success(t.saved),
              onError: notify.problem,
            })
          }
        >
          {t.save}
        </Button>
      </div>
    </>
  )
}

function ChannelOrder({
  list,
  onChange,
}: {
  list: string[]
  onChange: (channels: string[]) => void
}) {
  const t = useText(settingsText)
  const query = useAllOf('channel')
  return (
    <Panel title={t.channelOrder}>
      <p className={css.hint}>{t.channelOrderHint}</p>
      <QueryState query={query}>
        {(channels) => (
          <OrderedNames
            list={list}
            onChange={onChange}
            nameOf={(code) => channels.find((one) => one.number === code)?.title ?? code}
            addable={channels.map((one) => one.number).filter((code) => !list.includes(code))}
            add={t.addChannel}
          />
        )}
      </QueryState>
    </Panel>
  )
}
