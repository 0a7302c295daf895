import { Alert, Button } from 'antd'
import { Panel } from '@/components/page'
import { useText } from '@/lib/text'
import css from './check-step.module.css'
import { ImportProgress } from './import-progress'
import { ImportOptionsForm } from './import-options-form'
import { importText } from './import-text'
import { NotesList } from './notes-list'
import { PreviewTable } from './preview-table'
import { ProblemList } from './problem-list'
import { ResultFigures } from './result-figures'
import type { StepProps } from './step-props'

/** Step 3: how to treat bad rows, and a dry run over the whole file. */
export function CheckStep({ one, acts, onWalk }: StepProps) {
  const t = useText(importText)
  const running = one.state === 'running'
  const importNow = () => {
    onWalk('run')
    acts.run(false)
  }
  const result = one.dry_run && one.state === 'done' ? one.result : null
  return (
    <>
      <Panel title={t.options}>
        <ImportOptionsForm one={one} acts={acts} disabled={running} />
      </Panel>
      {running ? (
        <Panel>
          <p className={css.words}>{t.dryRunning}</p>
          <ImportProgress one={one} />
        </Panel>
      ) : result ? (
        <>
          <Verdict good={result.created + result.updated + result.unchanged} bad={result.bad} />
          <ResultFigures result={result} />
          <NotesList notes={result.notes} bad={result.bad} />
          <ProblemList one={one} />
        </>
      ) : (
        <Panel title={t.preview} flush>
          <PreviewTable one={one} />
        </Panel>
      )}
      {one.error && !running && (
        <Alert type="error" showIcon title={one.error.title} description={one.error.detail} />
      )}
      <div className={css.foot}>
        <span className={css.hint}>{!result && !running && t.dryRunHint}</span>
        {running ? (
          <Button onClick={() => acts.cancel()}>{t.cancel}</Button>
        ) : (
          <>
            <Button onClick={() => onWalk('mapping')}>{t.back}</Button>
            <Button
              type={result ? 'default' : 'primary'}
              loading={acts.busy}
              onClick={() => acts.run(true)}
            >
              {result ? t.dryRunAgain : t.dryRun}
            </Button>
            {result && (
              <Button type="primary" loading={acts.busy} onClick={importNow}>
                {t.run}
              </Button>
            )}
          </>
        )}
      </div>
    </>
  )
}

function Verdict({ good, bad }: { good: number; bad: number }) {
  const t = useText(importText)
  return bad === 0 ? (
    <Alert type="success" showIcon title={t('dryGood', { n: good })} />
  ) : (
    <Alert type="warning" showIcon title={t('dryBad', { bad, good })} />
  )
}
