import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { ExportButton } from '@/components/export-button'
import { Panel } from '@/components/page'
import { MoneyText } from '@/components/quantity-text'
import { ResponsiveTable, type TableColumn } from '@/components/responsive-table'
import { EmptyState, ErrorState, QueryState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { MoreRows } from '@/components/more-rows'
import { formatDecimal } from '@/lib/decimal'
import { useMe } from '@/lib/session'
import { label, useLabel, useLanguage, useText } from '@/lib/text'
import { ClassCounts } from './class-counts'
import { ClassMatrix } from './class-matrix'
import css from './classes-page.module.css'
import { classesText } from './classes-text'
import { PlanningFrame } from './planning-frame'
import type { ClassedItem, Classes } from './types'
import { type ClassFilter, useClassedItems, useClasses, useClassFilter } from './use-classes'

/** ABC × XYZ, patterns, popularity and stages, and the items of each. */
export default function ClassesPage() {
  const t = useText(classesText)
  const query = useClasses()
  const computed = query.data?.computed_on
  return (
    <PlanningFrame
      tab="classes"
      subtitle={t.subtitle}
      actions={computed && <span className={css.computed}>{t('computed', { day: computed })}</span>}
    >
      <QueryState
        query={query}
        empty={(classes) =>
          classes.matrix.length === 0 && (
            <Panel>
              <EmptyState title={t.empty} hint={t.emptyHint} />
            </Panel>
          )
        }
      >
        {(classes) => <ClassesShown classes={classes} />}
      </QueryState>
    </PlanningFrame>
  )
}

function ClassesShown({ classes }: { classes: Classes }) {
  const t = useText(classesText)
  const { filter, choose } = useClassFilter()
  return (
    <>
      <div className={css.classes}>
        <Panel title={t.matrix}>
          <ClassMatrix matrix={classes.matrix} filter={filter} onChoose={choose} />
        </Panel>
        <div className={css.counts}>
          <ClassCounts
            title={t.patterns}
            rows={classes.patterns}
            chosen={filter.pattern}
            onChoose={(pattern) => choose({ pattern })}
          />
          <ClassCounts
            title={t.popularity}
            rows={classes.popularity}
            chosen={filter.popularity}
            onChoose={(popularity) => choose({ popularity })}
          />
          <ClassCounts
            title={t.stages}
            rows={classes.stages}
            chosen={filter.stage}
            onChoose={(stage) => choose({ stage })}
          />
        </div>
      </div>
      <ItemsOfClass classes={classes} filter={filter} onClear={() => choose({})} />
    </>
  )
}

type ItemsProps = { classes: Classes; filter: ClassFilter; onClear: () => void }

function ItemsOfClass({ classes, filter, onClear }: ItemsProps) {
  const t = useText(classesText)
  const query = useClassedItems(filter)
  const words = useClassWords(classes)
  const columns = useItemColumns(words)
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  const what = Object.values(words(filter)).join('')
  const title = what ? t('chosen', { what }) : t.items
  return (
    <Panel
      flush
      title={title}
      extra={
        <span className={css.tools}>
          {what && (
            <Button size="small" type="text" onClick={onClear}>
              {t.clear}
            </Button>
          )}
          <ItemsExport title={title} rows={rows} words={words} />
        </span>
      }
    >
      {query.error && rows.length === 0 ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <ResponsiveTable
          label={title}
          rows={rows}
          rowKey={(row) => row.item}
          columns={columns}
          loading={query.isPending || query.isPlaceholderData}
          empty={<EmptyState title={t.noItems} />}
          footer={<MoreRows query={query} />}
        />
      )}
    </Panel>
  )
}

type Words = (
  of: Partial<Record<keyof ClassFilter, string | null | undefined>>,
) => Partial<Record<keyof ClassFilter, string>>

/** Codes in the words that the server has for them. */
function useClassWords(classes: Classes): Words {
  const { language } = useLanguage()
  const known: Partial<Record<keyof ClassFilter, Classes['patterns']>> = {
    pattern: classes.patterns,
    popularity: classes.popularity,
    stage: classes.stages,
  }
  return (of) =>
    Object.fromEntries(
      (['abc', 'xyz', 'pattern', 'popularity', 'stage'] as const).flatMap((dimension) => {
        const code = of[dimension]
        if (!code) return []
        const found = known[dimension]?.find((one) => one.code === code)
        return [[dimension, found ? label(found.label, language) : code]]
      }),
    )
}

function useItemColumns(words: Words): TableColumn<ClassedItem>[] {
  const t = useText(classesText)
  const say = useLabel()
  const me = useMe()
  const columns: TableColumn<ClassedItem>[] = [
    {
      key: 'item',
      title: t.item,
      cardRole: 'title',
      render: (row) => (
        <div className={css.item}>
          <Link to="/stock/$item" params={{ item: row.item }}>
            {row.item_name}
          </Link>
          <span>{[row.item, row.category].filter(Boolean).join(' · ')}</span>
        </div>
      ),
    },
    {
      key: 'classes',
      title: t.classes,
      render: (row) => (
        <span className={css.tags}>
          {Object.entries(words(row)).map(([dimension, text]) => (
            <ToneTag key={dimension} tone={dimension === 'abc' ? 'ok' : 'info'}>
              {text}
            </ToneTag>
          ))}
        </span>
      ),
    },
    {
      key: 'per_day',
      title: t.perDay,
      align: 'right',
      render: (row) => <span className="num">{formatDecimal(row.per_day, { max: 2 }) || '—'}</span>,
    },
    { key: 'reason', title: t.reason, render: (row) => say(row.reason) },
  ]
  if (me.may.see_cost) {
    columns.splice(2, 0, {
      key: 'value',
      title: t.value,
      align: 'right',
      render: (row) => <MoneyText value={row.value} currency={me.company.currency} />,
    })
  }
  return columns
}

type ItemsExportProps = { title: string; rows: ClassedItem[]; words: Words }

function ItemsExport({ title, rows, words }: ItemsExportProps) {
  const t = useText(classesText)
  const say = useLabel()
  return (
    <ExportButton
      name={title}
      disabled={rows.length === 0}
      lines={() => [
        [
          t.item,
          '',
          t.category,
          'ABC',
          'XYZ',
          t.patterns,
          t.popularity,
          t.stages,
          t.value,
          t.perDay,
          t.reason,
        ],
        ...rows.map((row) => {
          const { abc, xyz, pattern, popularity, stage } = words(row)
          const classes = [abc, xyz, pattern, popularity, stage]
          return [
            row.item,
            row.item_name,
            row.category,
            ...classes,
            row.value,
            row.per_day,
            say(row.reason),
          ]
        }),
      ]}
    />
  )
}
