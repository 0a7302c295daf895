import { EllipsisOutlined, GlobalOutlined, SaveOutlined, TeamOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { confirm, notify } from '@/components/feedback'
import { NO_VIEW, removeView, saveView, searchOf, type ViewSearch } from '@/documents/saved-views'
import { ViewDialog } from '@/documents/view-dialog'
import type { DocumentType } from '@/lib/api-types'
import type { SavedView, ViewBody } from '@/lib/record-types'
import { messages, useText } from '@/lib/text'
import css from './view-bar.module.css'

const m = messages({
  views: { zh: '视图', en: 'Views' },
  all: { zh: '全部', en: 'Everything' },
  saveAs: { zh: '存为视图', en: 'Save as a view' },
  saveAsNew: { zh: '另存为', en: 'Save as' },
  save: { zh: '保存', en: 'Save' },
  undo: { zh: '还原', en: 'Undo' },
  changed: { zh: '视图有改动', en: 'The view was changed' },
  saved: { zh: '已保存视图“{name}”', en: 'Saved the view “{name}”' },
  more: { zh: '视图“{name}”的操作', en: 'Actions of the view “{name}”' },
  rename: { zh: '名称与共享', en: 'Name and sharing' },
  remove: { zh: '删除视图', en: 'Remove the view' },
  removeSure: { zh: '删除视图“{name}”？', en: 'Remove the view “{name}”?' },
  removeHint: { zh: '单据不受影响。', en: 'Documents stay as they are.' },
  removeShared: {
    zh: '用到它的同事将不再看到它，单据不受影响。',
    en: 'Colleagues who use it will no longer see it. Documents stay as they are.',
  },
})

type ViewBarProps = {
  type: DocumentType
  views: SavedView[]
  current: SavedView | undefined
  body: ViewBody
  /** The open view looks different from how it was saved. */
  changed: boolean
  /** Something worth saving is asked, although no view is open. */
  worth: boolean
  onOpen: (search: ViewSearch) => void
  onForget: () => void
}

/** Which saved view is open, and what can be done with it. */
export function ViewBar(props: ViewBarProps) {
  const { type, views, current, body, changed, worth, onOpen, onForget } = props
  const t = useText(m)
  const [dialog, setDialog] = useState<'new' | 'edit' | null>(null)
  const open = (view: SavedView) => {
    onForget()
    onOpen(searchOf(view))
  }
  const none: ViewSearch = { view: views.length > 0 ? NO_VIEW : '' }
  const save = useMutation({
    mutationFn: (view: SavedView) =>
      saveView(type.name, view.id, {
        name: view.name,
        shared: view.shared,
        body: { ...body, default: view.body.default },
        version: view.version,
      }),
    onSuccess: (view) => {
      notify.success(t('saved', { name: view.name }))
      open(view)
    },
    onError: notify.problem,
  })
  const remove = async (view: SavedView) => {
    const sure = await confirm({
      title: t('removeSure', { name: view.name }),
      content: view.shared.length > 0 ? t.removeShared : t.removeHint,
      ok: t.remove,
      danger: true,
    })
    if (!sure) return
    try {
      await removeView(type.name, view.id)
      onForget()
      onOpen({ view: '' })
    } catch (error) {
      notify.problem(error)
    }
  }
  if (views.length === 0 && !worth) return null
  return (
    <div className={css.bar}>
      <div className={css.views} role="group" aria-label={t.views}>
        {views.length > 0 && (
          <button
            type="button"
            className={css.view}
            aria-pressed={!current}
            onClick={() => {
              onForget()
              onOpen(none)
            }}
          >
            {t.all}
          </button>
        )}
        {views.map((view) => (
          <button
            key={view.id}
            type="button"
            className={css.view}
            aria-pressed={view.id === current?.id}
            title={view.mine ? undefined : view.owner.name}
            onClick={() => open(view)}
          >
            {view.shared.includes('*') && <GlobalOutlined className={css.mark} />}
            {view.shared.length > 0 && !view.shared.includes('*') && (
              <TeamOutlined className={css.mark} />
            )}
            {view.name}
          </button>
        ))}
      </div>
      <div className={css.acts}>
        {current && changed && (
          <>
            <span className={css.changed}>{t.changed}</span>
            {current.permitted.change && (
              <Button
                size="small"
                type="primary"
                icon={<SaveOutlined />}
                loading={save.isPending}
                onClick={() => save.mutate(current)}
              >
                {t.save}
              </Button>
            )}
            <Button size="small" type="text" onClick={() => open(current)}>
              {t.undo}
            </Button>
          </>
        )}
        {((current && changed) || (!current && worth)) && (
          <Button size="small" icon={<SaveOutlined />} onClick={() => setDialog('new')}>
            {current ? t.saveAsNew : t.saveAs}
          </Button>
        )}
        {current?.permitted.change && (
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'edit', label: t.rename },
                { key: 'remove', label: t.remove, danger: true },
              ],
              onClick: ({ key }) => {
                if (key === 'edit') setDialog('edit')
                else void remove(current)
              },
            }}
          >
            <Button
              size="small"
              type="text"
              icon={<EllipsisOutlined />}
              aria-label={t('more', { name: current.name })}
            />
          </Dropdown>
        )}
      </div>
      {dialog && (
        <ViewDialog
          type={type}
          view={dialog === 'edit' ? current : undefined}
          body={dialog === 'edit' && current ? current.body : body}
          onClose={() => setDialog(null)}
          onSaved={(view) => {
            setDialog(null)
            notify.success(t('saved', { name: view.name }))
            open(view)
          }}
        />
      )}
    </div>
  )
}
