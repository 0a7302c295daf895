import { useState } from 'react'
import { CloudUploadOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Progress, Upload } from 'antd'
import { api, ApiProblem } from '@/lib/api-client'
import { useText } from '@/lib/text'
import css from './drop-zone.module.css'
import type { Import } from './import-model'
import { importText } from './import-text'

export function DropZone({ kind }: { kind: string }) {
  const t = useText(importText)
  const navigate = useNavigate()
  const [sent, setSent] = useState(0)
  const upload = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      form.set('kind', kind)
      form.set('file', file, file.name)
      setSent(0)
      return api.upload<Import>('/api/imports', form, setSent)
    },
    onSuccess: (one) => void navigate({ to: '/imports/$id', params: { id: one.id } }),
  })
  const problem = upload.error instanceof ApiProblem ? upload.error : null
  const percent = Math.floor(sent * 100)
  return (
    <div className={css.zone}>
      {problem && (
        <Alert
          className={css.problem ?? ''}
          type="error"
          showIcon
          title={problem.title}
          description={problem.detail}
        />
      )}
      <Upload.Dragger
        accept=".xlsx,.xls,.xlsm,.ods,.csv,.tsv,.txt,.gz"
        multiple={false}
        showUploadList={false}
        disabled={upload.isPending}
        beforeUpload={(file) => {
          upload.mutate(file)
          return false
        }}
      >
        {upload.isPending ? (
          <div className={css.inside} role="status">
            <Progress type="circle" percent={percent} size={64} />
            <div>{percent < 100 ? t('uploading', { percent }) : t.reading}</div>
          </div>
        ) : (
          <div className={css.inside}>
            <CloudUploadOutlined className={css.icon ?? ''} />
            <div className={css.title}>{t.dropHere}</div>
            <div className={css.hint}>{t.dropHint}</div>
          </div>
        )}
      </Upload.Dragger>
      <p className={css.safe}>{t.dropSafe}</p>
    </div>
  )
}
