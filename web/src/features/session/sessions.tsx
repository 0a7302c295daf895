import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { ResponsiveTable } from '@/components/responsive-table'
import { QueryState } from '@/components/states'
import { ToneTag } from '@/components/tone-tag'
import { api, seg } from '@/lib/api-client'
import type { Instant } from '@/lib/api-types'
import { formatInstant } from '@/lib/dates'
import { keys } from '@/lib/query'
import { useText } from '@/lib/text'
import { deviceName } from './device-name'
import css from './profile-page.module.css'
import { sessionText } from './session-text'

type Session = {
  id: string
  created_at: Instant
  last_seen_at: Instant
  agent: string | null
  current: boolean
}

/** Where this person is signed in, and the way to end it. */
export function Sessions() {
  const t = useText(sessionText)
  const client = useQueryClient()
  const query = useQuery({
    queryKey: keys.settings('sessions'),
    queryFn: () => api.get<{ rows: Session[] }>('/api/sessions'),
  })
  const end = useMutation({
    mutationFn: (id: string) => api.del(`/api/sessions/${seg(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.settings('sessions') }),
    onError: notify.problem,
  })
  return (
    <Panel title={t.sessions} flush>
      <QueryState query={query}>
        {({ rows }) => (
          <>
            <p className={css.above}>{t.sessionsHint}</p>
            <ResponsiveTable
              label={t.sessions}
              rows={rows}
              rowKey={(session) => session.id}
              columns={[
                {
                  key: 'device',
                  title: t.device,
                  cardRole: 'title',
                  render: (session) => (
                    <span title={session.agent ?? ''}>
                      {deviceName(session.agent) || t.unknownDevice}
                    </span>
                  ),
                },
                {
                  key: 'current',
                  title: '',
                  cardRole: 'tag',
                  render: (session) =>
                    session.current && <ToneTag tone="ok">{t.thisDevice}</ToneTag>,
                },
                {
                  key: 'since',
                  title: t.since,
                  render: (session) => formatInstant(session.created_at),
                },
                {
                  key: 'seen',
                  title: t.lastSeen,
                  render: (session) => formatInstant(session.last_seen_at),
                },
                {
                  key: 'acts',
                  title: '',
                  align: 'right',
                  render: (session) =>
                    !session.current && (
                      <Button
                        size="small"
                        type="text"
                        danger
                        onClick={() => end.mutate(session.id)}
                      >
                        {t.endSession}
                      </Button>
                    ),
                },
              ]}
            />
          </>
        )}
      </QueryState>
    </Panel>
  )
}
