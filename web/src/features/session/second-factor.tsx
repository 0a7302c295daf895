import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, QRCode } from 'antd'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { QueryState } from '@/components/states'
import { api } from '@/lib/api-client'
import { keys } from '@/lib/query'
import { refreshMe, useMe } from '@/lib/session'
import { useText } from '@/lib/text'
import css from './profile-page.module.css'
import { sessionText } from './session-text'

type State = { enabled: boolean; required: boolean; recovery_left: number }
type Begun = { secret: string; uri: string }
type Proof = { password: string; code: string }

/** One-time codes beside the password: on, off, and the codes for a lost device. */
export function SecondFactor() {
  const t = useText(sessionText)
  const me = useMe()
  const client = useQueryClient()
  const query = useQuery({
    queryKey: keys.settings('second-factor'),
    queryFn: () => api.get<State>('/api/second-factor'),
  })
  const [codes, setCodes] = useState<string[] | null>(null)
  const again = () => {
    void client.invalidateQueries({ queryKey: keys.settings('second-factor') })
    void refreshMe()
  }
  return (
    <Panel title={t.secondFactor}>
      {me.must_enrol && <Alert type="warning" showIcon title={t.factorRequired} />}
      <QueryState query={query}>
        {(state) =>
          codes ? (
            <Recovery
              codes={codes}
              onStored={() => {
                setCodes(null)
                again()
              }}
            />
          ) : state.enabled ? (
            <TurnOff state={state} onDone={again} />
          ) : (
            <TurnOn onDone={setCodes} />
          )
        }
      </QueryState>
    </Panel>
  )
}

function TurnOn({ onDone }: { onDone: (codes: string[]) => void }) {
  const t = useText(sessionText)
  const begin = useMutation({
    mutationFn: ({ password }: Proof) => api.post<Begun>('/api/second-factor', { password }),
    onError: notify.problem,
  })
  const confirm = useMutation({
    mutationFn: ({ code }: Proof) =>
      api.post<{ recovery: string[] }>('/api/second-factor/confirm', { code }),
    onSuccess: ({ recovery }) => onDone(recovery),
    onError: notify.problem,
  })
  const begun = begin.data
  if (!begun) {
    return (
      <Form<Proof>
        name="factor"
        layout="vertical"
        requiredMark={false}
        onFinish={(proof) => begin.mutate(proof)}
      >
        <p className={css.hint}>{t.factorOff}</p>
        <Form.Item
          name="password"
          label={t.password}
          rules={[{ required: true, message: t.needPassword }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={begin.isPending}>
          {t.turnOn}
        </Button>
      </Form>
    )
  }
  return (
    <Form<Proof>
      name="factor"
      layout="vertical"
      requiredMark={false}
      onFinish={(proof) => confirm.mutate(proof)}
    >
      <p className={css.hint}>{t.scan}</p>
      <QRCode value={begun.uri} type="svg" bordered={false} />
      <p className={css.secret}>{begun.secret.match(/.{1,4}/g)?.join(' ')}</p>
      <Form.Item name="code" label={t.firstCode} rules={[{ required: true, message: t.needCode }]}>
        <Input inputMode="numeric" autoComplete="one-time-code" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={confirm.isPending}>
        {t.confirmCode}
      </Button>
    </Form>
  )
}

function Recovery({ codes, onStored }: { codes: string[]; onStored: () => void }) {
  const t = useText(sessionText)
  return (
    <>
      <Alert type="warning" showIcon title={t.recovery} description={t.recoveryHint} />
      <ul className={css.codes} aria-label={t.recovery}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button type="primary" onClick={onStored}>
        {t.storedCodes}
      </Button>
    </>
  )
}

function TurnOff({ state, onDone }: { state: State; onDone: () => void }) {
  const t = useText(sessionText)
  const end = useMutation({
    mutationFn: (proof: Proof) => api.post('/api/second-factor/remove', proof),
    onSuccess: onDone,
    onError: notify.problem,
  })
  return (
    <Form<Proof>
      name="factor"
      layout="vertical"
      requiredMark={false}
      onFinish={(proof) => end.mutate(proof)}
    >
      <p className={css.hint}>{t('factorOn', { n: state.recovery_left })}</p>
      {!state.required && (
        <>
          <Form.Item
            name="password"
            label={t.password}
            rules={[{ required: true, message: t.needPassword }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item name="code" label={t.code} rules={[{ required: true, message: t.needCode }]}>
            <Input autoComplete="one-time-code" />
          </Form.Item>
          <Button htmlType="submit" danger loading={end.isPending}>
            {t.turnOff}
          </Button>
        </>
      )}
    </Form>
  )
}
