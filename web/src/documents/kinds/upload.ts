import { useQuery } from '@tanstack/react-query'
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { sizeText } from '@/documents/kinds/parts'
import { api, ApiProblem } from '@/lib/api-client'
import type { Field, FileRef } from '@/lib/api-types'
import { messages, useText } from '@/lib/text'

/** What the company takes. */
export type FileRules = { max_bytes: number; endings: string[]; known: string[] }

export const FILE_RULES = ['file-rules']

const FILES_USUAL = 20
const PICTURES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']

const m = messages({
  tooBig: { zh: '“{name}”超过 {most}', en: '“{name}” is larger than {most}' },
  notTaken: { zh: '不能上传“{name}”这种文件', en: 'Files like “{name}” are not taken' },
  tooMany: { zh: '最多 {most} 个文件', en: '{most} files at most' },
  failed: { zh: '“{name}”没有传上去：{why}', en: '“{name}” was not uploaded: {why}' },
})

/** A file on its way, or why it did not get there. */
export type Upload = { key: number; name: string; share: number; problem?: string }

export function mostFiles(field: Field): number {
  return field.kind === 'signature' ? 1 : (field.max_files ?? FILES_USUAL)
}

/** What the field takes, as an `accept` attribute has it; empty when anything. */
export function acceptOf(field: Field): string[] {
  if (field.accept && field.accept.length > 0) return field.accept
  return field.kind === 'attachment' ? [] : PICTURES
}

export function isAccepted(accept: string[], file: { name: string; type: string }): boolean {
  if (accept.length === 0) return true
  const name = file.name.toLowerCase()
  return accept.some((one) =>
    one.startsWith('.')
      ? name.endsWith(one.toLowerCase())
      : one.endsWith('/*')
        ? file.type.startsWith(one.slice(0, -1))
        : file.type === one,
  )
}

export function useFileRules(): FileRules | undefined {
  const answer = useQuery({
    queryKey: FILE_RULES,
    queryFn: () => api.get<FileRules>('/api/file-rules'),
    staleTime: 5 * 60_000,
  })
  return answer.data
}

/** Sends files, one after the other, and hands over each that arrived. */
export function useUploads(field: Field, count: number, onArrived: (file: FileRef) => void) {
  const t = useText(m)
  const rules = useFileRules()
  const [uploads, setUploads] = useState<Upload[]>([])
  const last = useRef(0)
  const arrived = useRef(onArrived)
  useLayoutEffect(() => {
    arrived.current = onArrived
  })
  const change = (key: number, by: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...by } : one)))

  const refusal = (file: File): string | null => {
    const most = Math.min(field.max_bytes ?? Infinity, rules?.max_bytes ?? Infinity)
    if (file.size > most) return t('tooBig', { name: file.name, most: sizeText(most) })
    const ending = file.name.includes('.') ? file.name.split('.').at(-1)?.toLowerCase() : undefined
    const known = !rules || ending === undefined || rules.endings.includes(ending)
    return known && isAccepted(acceptOf(field), file) ? null : t('notTaken', { name: file.name })
  }

  async function send(files: File[]) {
    let room = mostFiles(field) - count
    for (const file of files) {
      const key = (last.current += 1)
      const problem = room > 0 ? refusal(file) : t('tooMany', { most: mostFiles(field) })
      setUploads((all) => [
        ...all,
        { key, name: file.name, share: 0, ...(problem !== null && { problem }) },
      ])
      if (problem !== null) continue
      room -= 1
      try {
        const form = new FormData()
        form.append('file', file, file.name)
        const kept = await api.upload<FileRef>('/api/files', form, (share) =>
          change(key, { share }),
        )
        setUploads((all) => all.filter((one) => one.key !== key))
        arrived.current(kept)
      } catch (error) {
        const why =
          error instanceof ApiProblem ? [error.title, error.detail].filter(Boolean).join(' ') : ''
        change(key, { problem: t('failed', { name: file.name, why }) })
      }
    }
  }
  const dismiss = useCallback(
    (key: number) => setUploads((all) => all.filter((one) => one.key !== key)),
    [],
  )
  return { uploads, send, dismiss }
}
