import { CheckCircleFilled } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from '@tanstack/react-router'
import { useText } from '@/lib/text'
import { type Import, SALES_HISTORY } from './import-model'
import { importText } from './import-text'
import { NotesList } from './notes-list'
import { ProblemList } from './problem-list'
import { ResultFigures } from './result-figures'
import css from './result-step.module.css'
import { useKinds } from './use-kinds'

/** Step 5: what came in, what was done with each kind of dirt, and where to go now. */
export function ResultStep({ one }: { one: Import }) {
  const t = useText(importText)
  const { titleOf } = useKinds()
  const history = one.kind === SALES_HISTORY
  return (
    <>
      <div className={css.head}>
        <h2 className={css.done}>
          <CheckCircleFilled className={css.icon ?? ''} /> {t.done}
        </h2>
        <Link to="/imports">
          <Button>{t.another}</Button>
        </Link>
        {!history && (
          <Link to="/d/$type" params={{ type: one.kind }}>
            <Button>{t('toList', { what: titleOf(one.kind) })}</Button>
          </Link>
        )}
        <Link to="/">
          <Button type="primary">{t.toRadar}</Button>
        </Link>
      </div>
      {one.result && (
        <>
          <ResultFigures result={one.result} />
          <NotesList notes={one.result.notes} bad={one.result.bad} />
          <ProblemList one={one} />
        </>
      )}
    </>
  )
}
