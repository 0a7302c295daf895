import { useState } from 'react'
import { Steps } from 'antd'
import { useParams } from '@tanstack/react-router'
import { Page } from '@/components/page'
import { ErrorState, LoadingState } from '@/components/states'
import { useText } from '@/lib/text'
import { usePhone } from '@/lib/use-media'
import { CheckStep } from './check-step'
import { FileStep } from './file-step'
import type { Import } from './import-model'
import { ImportStateTag } from './import-state-tag'
import { importText } from './import-text'
import { MappingStep } from './mapping-step'
import { ResultStep } from './result-step'
import { RunStep } from './run-step'
import { useImport, useImportActs } from './use-import'
import { useKinds } from './use-kinds'
import { firstStep, type Step, stepOf, STEPS } from './wizard-step'

export default function ImportWizard() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const t = useText(importText)
  const query = useImport(id)
  if (!query.data) {
    return (
      <Page title={t.title} back="/imports">
        {query.error ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <LoadingState rows={8} />
        )}
      </Page>
    )
  }
  return <Wizard key={id} one={query.data} />
}

function Wizard({ one }: { one: Import }) {
  const t = useText(importText)
  const phone = usePhone()
  const { titleOf } = useKinds()
  const acts = useImportActs(one.id)
  const [walked, walk] = useState<Step>(() => firstStep(one))
  const step = stepOf(one, walked)
  const at = STEPS.indexOf(step)
  const free = step === 'file' || step === 'mapping' || step === 'check'
  return (
    <Page
      wide
      title={one.file_name}
      subtitle={titleOf(one.kind)}
      tags={<ImportStateTag one={one} />}
      back="/imports"
    >
      <nav aria-label={t.steps}>
        <Steps
          size="small"
          current={at}
          responsive={false}
          status={one.state === 'failed' && step === 'run' ? 'error' : 'process'}
          {...(phone ? { type: 'dot' as const } : {})}
          onChange={(index) => {
            const wanted = STEPS[index]
            if (free && wanted && index <= 2 && one.state !== 'running') walk(wanted)
          }}
          items={STEPS.map((name, index) => ({
            title: t[`step_${name}`],
            disabled: !free || index > 2,
          }))}
        />
      </nav>
      {step === 'file' && <FileStep one={one} acts={acts} onNext={() => walk('mapping')} />}
      {step === 'mapping' && <MappingStep one={one} acts={acts} onWalk={walk} />}
      {step === 'check' && <CheckStep one={one} acts={acts} onWalk={walk} />}
      {step === 'run' && <RunStep one={one} acts={acts} onWalk={walk} />}
      {step === 'result' && <ResultStep one={one} />}
    </Page>
  )
}
