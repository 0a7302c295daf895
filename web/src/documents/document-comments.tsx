import { BellFilled, BellOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Popover } from 'antd'
import { useEffect, useState } from 'react'
import { confirm, notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { QueryState } from '@/components/states'
import { CommentText } from '@/documents/comment-text'
import { useMembers } from '@/documents/lookup'
import { MentionInput, mentionedIn } from '@/documents/mention-input'
import { noticesQuery } from '@/documents/notices'
import { api, seg } from '@/lib/api-client'
import { formatInstant } from '@/lib/dates'
import { keys, queryClient } from '@/lib/query'
import type { Comment, Comments } from '@/lib/record-types'
import { messages, useText } from '@/lib/text'
import css from './comments.module.css'

const m = messages({
  comments: { zh: '评论', en: 'Comments' },
  write: { zh: '写评论', en: 'Write a comment' },
  hint: { zh: '写评论，用 @ 叫人来看', en: 'Write a comment; @ calls somebody' },
  send: { zh: '发送', en: 'Send' },
  save: { zh: '保存', en: 'Save' },
  cancel: { zh: '取消', en: 'Cancel' },
  edit: { zh: '修改', en: 'Edit' },
  remove: { zh: '删除', en: 'Delete' },
  removeSure: { zh: '删除这条评论？', en: 'Delete this comment?' },
  edited: { zh: '改过', en: 'edited' },
  earlier: { zh: '改之前写的', en: 'What it said before' },
  removed: { zh: '评论已删除', en: 'This comment was deleted' },
  follow: { zh: '关注', en: 'Follow' },
  following: { zh: '已关注', en: 'Following' },
  followHint: {
    zh: '有人评论或改动这张单据时通知我',
    en: 'Tell me when somebody comments on this or changes it',
  },
  followers: { zh: '{names} 在关注', en: '{names} follow this' },
  older: { zh: '更早的评论', en: 'Older comments' },
})

type DocumentCommentsProps = { type: string; id: string }

/** What people say about a document, and who hears of it. */
export function DocumentComments({ type, id }: DocumentCommentsProps) {
  const t = useText(m)
  const [before, setBefore] = useState<string | null>(null)
  const path = `/api/documents/${seg(type)}/${seg(id)}/comments` as const
  const key = keys.document(type, id, 'comments')
  const query = useQuery({
    queryKey: [...key, before],
    queryFn: () => api.get<Comments>(path, { after: before }),
  })
  useReadNotices(type, id)
  const again = () => queryClient.invalidateQueries({ queryKey: key })
  return (
    <Panel title={t.comments} extra={<Follow type={type} id={id} comments={query.data} />}>
      <QueryState query={query}>
        {({ rows, next }) => (
          <>
            {rows.length > 0 && (
              <ol className={css.comments}>
                {rows.toReversed().map((comment) => (
                  <li key={comment.number}>
                    <OneComment path={path} comment={comment} onDone={again} />
                  </li>
                ))}
              </ol>
            )}
            {next && (
              <Button size="small" type="link" onClick={() => setBefore(next)}>
                {t.older}
              </Button>
            )}
            <Writer path={path} onDone={again} />
          </>
        )}
      </QueryState>
    </Panel>
  )
}

/** Whoever looks at a document has read what they were told of it. */
function useReadNotices(type: string, id: string) {
  const known = useQuery({ ...noticesQuery, enabled: false }).data
  const unread = known?.rows.some((notice) => !notice.read && notice.document.id === id) ?? false
  useEffect(() => {
    if (!unread) return
    api
      .post('/api/notices/read', { document: { type, id } })
      .then(() => queryClient.invalidateQueries({ queryKey: keys.notices() }))
      .catch(() => undefined) // The bell goes on showing it: nothing is lost.
  }, [type, id, unread])
}

type FollowProps = DocumentCommentsProps & { comments: Comments | undefined }

function Follow({ type, id, comments }: FollowProps) {
  const t = useText(m)
  const change = useMutation({
    mutationFn: (follows: boolean) =>
      api.put(`/api/documents/${seg(type)}/${seg(id)}/following`, { follows }),
    onSuccess: () =>
      queryClient.invalidateQueries({ queryKey: keys.document(type, id, 'comments') }),
    onError: notify.problem,
  })
  if (!comments) return null
  const { following, followers } = comments
  const names = followers.map(({ name }) => name).join('、')
  return (
    <Button
      size="small"
      type="text"
      icon={following ? <BellFilled /> : <BellOutlined />}
      aria-pressed={following}
      title={[t.followHint, names && t('followers', { names })].filter(Boolean).join('\n')}
      loading={change.isPending}
      onClick={() => change.mutate(!following)}
    >
      {following ? t.following : t.follow}
    </Button>
  )
}

type OneCommentProps = { path: CommentsPath; comment: Comment; onDone: () => void }
type CommentsPath = `/api/documents/${string}/${string}/comments`

function OneComment({ path, comment, onDone }: OneCommentProps) {
  const t = useText(m)
  const [editing, setEditing] = useState(false)
  const remove = async () => {
    if (!(await confirm({ title: t.removeSure, ok: t.remove, danger: true }))) return
    await api.del(`${path}/${comment.number}` as `${CommentsPath}/${string}`).catch(notify.problem)
    onDone()
  }
  return (
    <article className={css.comment}>
      <header className={css.head}>
        <b>{comment.by.name}</b>
        <time dateTime={comment.at}>{formatInstant(comment.at)}</time>
        {comment.edited_at && !comment.removed && <Edited comment={comment} />}
        <span className={css.acts}>
          {comment.permitted.edit && !editing && (
            <Button size="small" type="link" onClick={() => setEditing(true)}>
              {t.edit}
            </Button>
          )}
          {comment.permitted.remove && !editing && (
            <Button size="small" type="link" onClick={() => void remove()}>
              {t.remove}
            </Button>
          )}
        </span>
      </header>
      {comment.removed ? (
        <p className={css.removed}>
          {t.removed} · {formatInstant(comment.edited_at)}
        </p>
      ) : editing ? (
        <Writer
          path={path}
          comment={comment}
          onDone={() => {
            setEditing(false)
            onDone()
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <CommentText text={comment.text} mentions={comment.mentions} />
      )}
    </article>
  )
}

/** What it said before is one press away: people may have acted on it. */
function Edited({ comment }: { comment: Comment }) {
  const t = useText(m)
  const earlier = (
    <ol className={css.earlier}>
      {comment.earlier.map(({ at, text }) => (
        <li key={at}>
          <time dateTime={at}>{formatInstant(at)}</time>
          <p className={css.text}>{text}</p>
        </li>
      ))}
    </ol>
  )
  return comment.earlier.length === 0 ? (
    <span title={formatInstant(comment.edited_at)}>{t.edited}</span>
  ) : (
    <Popover trigger="click" title={t.earlier} content={earlier}>
      <Button size="small" type="link" title={formatInstant(comment.edited_at)}>
        {t.edited}
      </Button>
    </Popover>
  )
}

type WriterProps = {
  path: CommentsPath
  comment?: Comment
  onDone: () => void
  onCancel?: () => void
}

function Writer({ path, comment, onDone, onCancel }: WriterProps) {
  const t = useText(m)
  const members = useMembers()
  const [text, setText] = useState(comment?.text ?? '')
  const send = useMutation({
    mutationFn: () => {
      const body = { text: text.trim(), mentions: mentionedIn(text, members) }
      return comment
        ? api.patch(`${path}/${comment.number}` as `${CommentsPath}/${string}`, body)
        : api.post(path, body)
    },
    onSuccess: () => {
      setText('')
      onDone()
    },
    onError: notify.problem,
  })
  const submit = () => {
    if (text.trim() && !send.isPending) send.mutate()
  }
  return (
    <div className={css.writer}>
      <MentionInput
        label={t.write}
        placeholder={t.hint}
        value={text}
        onChange={setText}
        onSubmit={submit}
        autoFocus={comment !== undefined}
      />
      {(text.trim() || comment) && (
        <div className={css.buttons}>
          {onCancel && (
            <Button size="small" onClick={onCancel}>
              {t.cancel}
            </Button>
          )}
          <Button
            size="small"
            type="primary"
            disabled={!text.trim()}
            loading={send.isPending}
            onClick={submit}
          >
            {comment ? t.save : t.send}
          </Button>
        </div>
      )}
    </div>
  )
}
