import type { ComponentType } from 'react'
import { LockOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { Page, Panel } from '@/components/page'
import { EmptyState } from '@/components/states'
import { useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import { AllocationSection } from './allocation-section'
import { AuditSection } from './audit-section'
import { CompanySection } from './company-section'
import { DepartmentsSection } from './departments-section'
import { FieldsSection } from './fields-section'
import { FilesSection } from './files-section'
import { KeysSection } from './keys-section'
import { NumberingSection } from './numbering-section'
import { RolesSection } from './roles-section'
import { SecuritySection } from './security-section'
import { isSection, type Section, SettingsNav } from './settings-nav'
import css from './settings-page.module.css'
import { settingsText } from './settings-text'
import { TypesSection } from './types-section'
import { UsersSection } from './users-section'

/** `detail` is what follows the section in the address: fields/item, types/new. */
export type SectionProps = { detail: string }

const SECTIONS: Record<Section, ComponentType<SectionProps>> = {
  company: CompanySection,
  users: UsersSection,
  departments: DepartmentsSection,
  roles: RolesSection,
  fields: FieldsSection,
  types: TypesSection,
  numbering: NumberingSection,
  allocation: AllocationSection,
  files: FilesSection,
  keys: KeysSection,
  security: SecuritySection,
  audit: AuditSection,
}

export default function SettingsPage() {
  const t = useText(settingsText)
  const me = useMe()
  const { _splat = '' } = useParams({ strict: false }) as { _splat?: string }
  const [wanted = '', detail = ''] = _splat.split('/')
  const section = wanted || 'company'
  const Shown = isSection(section) ? SECTIONS[section] : null
  const title = isSection(section) ? `${t.title} · ${t[section]}` : t.title
  if (!me.may.administer) {
    return (
      <Page wide title={t.title}>
        <Panel>
          <EmptyState icon={<LockOutlined />} title={t.adminOnly} hint={t.adminOnlyHint} />
        </Panel>
      </Page>
    )
  }
  return (
    <Page
      wide
      {...(detail && isSection(section) ? { back: `/settings/${section}` } : {})}
      title={title}
    >
      <div className={css.columns}>
        <SettingsNav current={section} />
        <div className={css.section}>
          {Shown ? (
            <Shown key={_splat} detail={detail} />
          ) : (
            <Panel>
              <EmptyState title={t.notFound} />
            </Panel>
          )}
        </div>
      </div>
    </Page>
  )
}
