import { Button, Result } from 'antd'
import { confirm } from '@/components/feedback'
import { Panel } from '@/components/page'
import { useText } from '@/lib/text'
import { ImportProgress } from './import-progress'
import { importText } from './import-text'
import { ProblemList } from './problem-list'
import css from './run-step.module.css'
import type { StepProps } from './step-props'

/** Step 4: the import itself, or why it stopped. */
export function RunStep({ one, acts, onWalk }: StepProps) {
  const t = useText(importText)
  if (one.state === 'running') {
    const stop = async () => {
      if (await confirm({ title: t.cancelAsk, ok: t.cancel, danger: true })) acts.cancel()
    }
    return (
      <Panel title={t.running}>
        <ImportProgress one={one} />
        <div className={css.foot}>
          <span className={css.hint}>{t.leaveOk}</span>
          <Button danger loading={acts.busy} onClick={() => void stop()}>
            {t.cancel}
          </Button>
        </div>
      </Panel>
    )
  }
  return (
    <>
      <Panel>
        <Result
          status={one.state === 'cancelled' ? 'info' : 'error'}
          title={one.error?.title ?? (one.state === 'cancelled' ? t.cancelled : t.failed)}
          subTitle={one.error?.detail}
          extra={<Button onClick={() => onWalk('mapping')}>{t.tryAgain}</Button>}
        />
      </Panel>
      <ProblemList one={one} />
    </>
  )
}
