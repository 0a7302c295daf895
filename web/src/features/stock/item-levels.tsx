import { Button, Tooltip } from 'antd'
import { Link } from '@tanstack/react-router'
import { Disclosure, Terms } from '@/components/disclosure'
import { Figure, Figures } from '@/components/figures'
import { Panel } from '@/components/page'
import { ToneTag } from '@/components/tone-tag'
import { DocumentLink } from '@/documents/document-link'
import { useDocumentType } from '@/documents/use-document-types'
import { useChart } from '@/lib/chart'
import { relativeDay } from '@/lib/dates'
import { formatDecimal, formatQuantity } from '@/lib/decimal'
import { useLabel, useLanguage, useText } from '@/lib/text'
import css from './item-levels.module.css'
import { levelsOption } from './levels-option'
import { outlookText } from './outlook-text'
import type { ItemPolicy, LevelOverride, LevelsOfDay, Outlook } from './use-outlook'

type Props = { item: string; outlook: Outlook }

/** The four levels of an item in a warehouse, where they come from, and who changed them by hand. */
export function ItemLevels({ item, outlook }: Props) {
  const t = useText(outlookText)
  const mayOverride = useDocumentType('level_override')?.permitted.create ?? false
  const { terms = [], would_change: wouldChange = [], classes = [], overrides = [] } = outlook
  const history = outlook.level_history ?? []
  const level = (value: string | null | undefined) =>
    value == null ? t.noLevel : formatDecimal(value, { max: 1 })
  return (
    <Panel
      title={t.levels}
      extra={
        mayOverride && (
          <Link
            to="/d/$type/new"
            params={{ type: 'level_override' }}
            search={{ item, warehouse: outlook.warehouse } as never}
          >
            <Button size="small" tabIndex={-1}>
              {t.override}
            </Button>
          </Link>
        )
      }
    >
      <div className={css.sections}>
        <Figures label={t.levels}>
          <Figure
            label={t.safetyStock}
            value={level(outlook.safety_stock)}
            hint={t.safetyStockHint}
          />
          <Figure
            label={t.reorderPoint}
            value={level(outlook.reorder_point)}
            hint={t.reorderPointHint}
            tone="warning"
          />
          <Figure
            label={t.orderUpTo}
            value={level(outlook.order_up_to)}
            hint={t.orderUpToHint}
            tone="accent"
          />
          <Figure label={t.upperLimit} value={level(outlook.upper_limit)} hint={t.upperLimitHint} />
        </Figures>
        {terms.length > 0 && (
          <Disclosure label={t.whyLevels}>
            <Terms terms={terms} />
          </Disclosure>
        )}
        {wouldChange.length > 0 && (
          <Disclosure label={t.wouldChange}>
            <p className={css.quiet}>{t.wouldChangeHint}</p>
            <Terms terms={wouldChange} />
          </Disclosure>
        )}
        <dl className={css.facts}>
          {outlook.policy && <PolicyFact policy={outlook.policy} />}
          {classes.length > 0 && <ClassesFact classes={classes} />}
          <dt>{t.overrides}</dt>
          <dd>
            {overrides.length === 0 && <span className={css.quiet}>{t.noOverrides}</span>}
            {overrides.map((one) => (
              <OverrideLine key={one.id} override={one} />
            ))}
          </dd>
        </dl>
        {history.length > 1 && (
          <Disclosure label={t.levelHistory}>
            <LevelHistory history={history} />
          </Disclosure>
        )}
      </div>
    </Panel>
  )
}

const SERVICE_KINDS = ['cycle', 'lines', 'fill', 'cost'] as const

function PolicyFact({ policy }: { policy: ItemPolicy }) {
  const t = useText(outlookText)
  const say = useLabel()
  const known = SERVICE_KINDS.find((kind) => kind === policy.service_kind)
  return (
    <>
      <dt>{t.policy}</dt>
      <dd>
        <b>{say(policy.kind_label)}</b>{' '}
        {policy.service &&
          t('service', {
            n: formatDecimal(policy.service, { max: 2 }),
            kind: known ? t[known] : (policy.service_kind ?? ''),
          })}{' '}
        {policy.type && policy.id && (
          <DocumentLink type={policy.type} id={policy.id} number={policy.number ?? policy.id} />
        )}
        <div className={css.quiet}>{say(policy.reason)}</div>
      </dd>
    </>
  )
}

function ClassesFact({ classes }: { classes: NonNullable<Outlook['classes']> }) {
  const t = useText(outlookText)
  const say = useLabel()
  return (
    <>
      <dt>{t.classes}</dt>
      <dd className={css.tags}>
        {classes.map((one) => (
          <Tooltip key={one.key} title={say(one.reason)} trigger={['hover', 'focus', 'click']}>
            <button type="button" className={`thumb ${css.tag}`} aria-label={say(one.label)}>
              <ToneTag tone="info">{say(one.label)}</ToneTag>
            </button>
          </Tooltip>
        ))}
      </dd>
    </>
  )
}

function OverrideLine({ override }: { override: LevelOverride }) {
  const t = useText(outlookText)
  const { language } = useLanguage()
  const changes = [
    override.reorder_point && `${t.reorderPoint} ${formatQuantity(override.reorder_point)}`,
    override.order_up_to && `${t.orderUpTo} ${formatQuantity(override.order_up_to)}`,
    override.factor_percent && t('factor', { n: formatDecimal(override.factor_percent) }),
  ].filter(Boolean)
  const facts = [
    override.owner_name,
    override.expires
      ? t('expires', { day: override.expires, when: relativeDay(override.expires, language) })
      : t.forever,
    override.reason,
  ].filter(Boolean)
  return (
    <div className={css.override}>
      <DocumentLink type="level_override" id={override.id} number={override.number} />{' '}
      {changes.join(' · ')}
      <div className={css.quiet}>{facts.join(' · ')}</div>
    </div>
  )
}

function LevelHistory({ history }: { history: LevelsOfDay[] }) {
  const t = useText(outlookText)
  const { language } = useLanguage()
  const ref = useChart((palette) => levelsOption(history, { palette, t }), [history, language])
  return <div ref={ref} className={css.history} role="img" aria-label={t.levelHistoryLabel} />
}
