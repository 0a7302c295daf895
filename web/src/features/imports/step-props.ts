import type { Import } from './import-model'
import type { useImportActs } from './use-import'
import type { Step } from './wizard-step'

export type StepProps = {
  one: Import
  acts: ReturnType<typeof useImportActs>
  onWalk: (step: Step) => void
}
