import { LoadingState } from '@/components/states'
import { Panel } from '@/components/page'
import css from './radar-loading.module.css'

/** The page's outline, so that nothing jumps when the figures arrive. */
export function RadarLoading() {
  return (
    <>
      <div className={css.strip} aria-hidden>
        {Array.from({ length: 5 }, (_, tile) => (
          <div key={tile} className={css.tile} />
        ))}
      </div>
      <Panel>
        <LoadingState rows={9} />
      </Panel>
    </>
  )
}
