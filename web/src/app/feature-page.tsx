import { lazy, Suspense, type ComponentType, type FunctionComponent } from 'react'
import { ErrorState, LoadingState } from '@/components/states'
import { ApiProblem } from '@/lib/api-client'
import { messages, useText } from '@/lib/text'

const m = messages({
  missing: { zh: '这个页面没有装进本次构建', en: 'This page is not part of this build' },
})

const pages = import.meta.glob<{ default: ComponentType }>([
  '/src/features/*/*-page.tsx',
  '/src/features/*/*-wizard.tsx',
])

/** A feature's entry component, fetched when its route is first opened. */
export function featurePage(name: string): FunctionComponent {
  const load = pages[`/src/features/${name}.tsx`]
  const Page = lazy(load ?? (() => Promise.resolve({ default: MissingPage })))
  return function FeaturePage() {
    return (
      <Suspense fallback={<LoadingState />}>
        <Page />
      </Suspense>
    )
  }
}

function MissingPage() {
  const t = useText(m)
  return <ErrorState error={new ApiProblem({ status: 404, code: 'missing', title: t.missing })} />
}
