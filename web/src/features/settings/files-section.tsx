import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { notify } from '@/components/feedback'
import { Panel } from '@/components/page'
import { QueryState } from '@/components/states'
import { FILE_RULES, type FileRules } from '@/documents/kinds/upload'
import { api } from '@/lib/api-client'
import { messages, useText } from '@/lib/text'
import css from './section.module.css'
import { settingsText } from './settings-text'

const m = messages({
  hint: {
    zh: '附件、图片和签名存放在数据库里，随备份一起走；同样的内容只存一份。',
    en: 'Attachments, pictures and signatures are kept in the database and its backups; the same content once.',
  },
  size: { zh: '每个文件最大', en: 'Size of a file at most' },
  kinds: { zh: '可以上传的类型', en: 'Kinds that are taken' },
  kindsHint: {
    zh: '按扩展名。系统会检查内容是否真是这种文件；不认识的类型只能下载，不会在浏览器里打开。',
    en: 'By ending. What is inside is checked; kinds the system does not know are only ever saved, never shown.',
  },
})

const MEBIBYTE = 1024 * 1024

/** Which files a company takes. */
export function FilesSection() {
  const t = useText(m)
  const query = useQuery({
    queryKey: FILE_RULES,
    queryFn: () => api.get<FileRules>('/api/file-rules'),
  })
  return (
    <>
      <p className={css.hint}>{t.hint}</p>
      <QueryState query={query}>{(rules) => <RulesForm rules={rules} />}</QueryState>
    </>
  )
}

function RulesForm({ rules }: { rules: FileRules }) {
  const t = useText(m)
  const words = useText(settingsText)
  const client = useQueryClient()
  const [chosen, setChosen] = useState({ max_bytes: rules.max_bytes, endings: rules.endings })
  const save = useMutation({
    mutationFn: () => api.put('/api/file-rules', chosen),
    onSuccess: () => {
      notify.success(words.saved)
      return client.invalidateQueries({ queryKey: FILE_RULES })
    },
    onError: notify.problem,
  })
  return (
    <Panel>
      <Form layout="vertical">
        <Form.Item label={t.size}>
          <InputNumber
            aria-label={t.size}
            min={1}
            max={1024}
            precision={0}
            suffix="MB"
            value={Math.round(chosen.max_bytes / MEBIBYTE)}
            onChange={(size) => setChosen({ ...chosen, max_bytes: (size ?? 20) * MEBIBYTE })}
          />
        </Form.Item>
        <Form.Item label={t.kinds} extra={t.kindsHint}>
          <Select
            mode="tags"
            aria-label={t.kinds}
            tokenSeparators={[',', ' ', '，', '、']}
            value={chosen.endings}
            options={rules.known.map((ending) => ({ value: ending, label: ending }))}
            onChange={(endings: string[]) =>
              setChosen({ ...chosen, endings: [...new Set(endings.map(asEnding))] })
            }
          />
        </Form.Item>
        <Button
          type="primary"
          loading={save.isPending}
          disabled={chosen.endings.length === 0}
          onClick={() => save.mutate()}
        >
          {words.save}
        </Button>
      </Form>
    </Panel>
  )
}

function asEnding(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^\*?\./, '')
}
