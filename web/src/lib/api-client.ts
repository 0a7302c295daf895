import type { ApiPath } from '@/lib/api-paths'
import type { Problem, ProblemDocument } from '@/lib/api-types'
import { currentLanguage } from '@/lib/language'

export type Query = Record<string, string | number | boolean | null | undefined>

/** What the server answered instead of a result (RFC 9457), or that it could not be reached. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string | undefined
  readonly params: Record<string, unknown>
  readonly problems: Problem[]

  constructor(document: ProblemDocument) {
    super(document.title)
    this.name = 'ApiProblem'
    this.status = document.status
    this.code = document.code
    this.title = document.title
    this.detail = document.detail
    this.params = document.params ?? {}
    this.problems = document.problems ?? []
  }
}

export type PostOptions = { idempotencyKey?: string }

/** One path segment, safe for numbers that contain slashes. */
export function seg(part: string): string {
  return encodeURIComponent(part)
}

export const api = {
  get: <T>(path: ApiPath<'get'>, query?: Query) => request<T>('GET', withQuery(path, query)),
  post: <T>(path: ApiPath<'post'>, body?: unknown, options?: PostOptions) =>
    request<T>('POST', path, body ?? {}, options?.idempotencyKey ?? newKey()),
  patch: <T>(path: ApiPath<'patch'>, body: unknown) => request<T>('PATCH', path, body, newKey()),
  put: <T>(path: ApiPath<'put'>, body: unknown) => request<T>('PUT', path, body, newKey()),
  del: <T = void>(path: ApiPath<'delete'>, query?: Query) =>
    request<T>('DELETE', withQuery(path, query), undefined, newKey()),
  upload,
  download,
}

/** A key under which the server remembers its answer, so that a repeated click changes nothing. */
export function newKey(): string {
  // `crypto.randomUUID` exists only in secure contexts; shops open http://192.168.x.x.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function withQuery(path: string, query?: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

async function request<T>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', ...language() }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (key) headers['idempotency-key'] = key
  const response = await reach(() =>
    fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  )
  const text = await response.text()
  if (!response.ok) throw problemFrom(response.status, text)
  return (text ? JSON.parse(text) : undefined) as T
}

function upload<T>(
  path: ApiPath<'post'>,
  form: FormData,
  onProgress?: (share: number) => void,
): Promise<T> {
  // XMLHttpRequest, because fetch cannot tell how much has been sent.
  return new Promise((resolve, reject) => {
    const sender = new XMLHttpRequest()
    sender.open('POST', path)
    sender.setRequestHeader('accept', 'application/json')
    sender.setRequestHeader('accept-language', currentLanguage())
    sender.setRequestHeader('idempotency-key', newKey())
    sender.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total)
    }
    sender.onerror = () => reject(unreachable())
    sender.onload = () => {
      if (sender.status >= 200 && sender.status < 300) {
        resolve(JSON.parse(sender.responseText) as T)
      } else {
        reject(problemFrom(sender.status, sender.responseText))
      }
    }
    sender.send(form)
  })
}

async function download(path: ApiPath<'get'>, query?: Query): Promise<void> {
  const response = await reach(() =>
    fetch(withQuery(path, query), { headers: language(), credentials: 'same-origin' }),
  )
  if (!response.ok) throw problemFrom(response.status, await response.text())
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = fileName(response.headers.get('content-disposition')) ?? 'download'
  link.click()
  URL.revokeObjectURL(address)
}

/** The file name of a Content-Disposition header; the UTF-8 form wins. */
export function fileName(disposition: string | null): string | null {
  const encoded = disposition?.match(/filename\*=UTF-8''([^;]+)/i)?.[1]
  if (encoded) return decodeURIComponent(encoded)
  return disposition?.match(/filename="?([^";]+)"?/i)?.[1] ?? null
}

function language(): Record<string, string> {
  return { 'accept-language': currentLanguage() }
}

async function reach(send: () => Promise<Response>): Promise<Response> {
  try {
    return await send()
  } catch {
    throw unreachable()
  }
}

function unreachable(): ApiProblem {
  const zh = currentLanguage() === 'zh'
  return new ApiProblem({
    status: 0,
    code: 'unreachable',
    title: zh ? '连不上服务器' : 'The server cannot be reached',
    detail: zh ? '请检查网络，然后重试。' : 'Check the network, then try again.',
  })
}

function problemFrom(status: number, text: string): ApiProblem {
  try {
    const parsed = JSON.parse(text) as ProblemDocument
    if (typeof parsed.code === 'string') return new ApiProblem({ ...parsed, status })
  } catch {
    // Not a problem document: a proxy's page, say. Told below.
  }
  const zh = currentLanguage() === 'zh'
  return new ApiProblem({
    status,
    code: 'unexpected',
    title: zh ? `服务器出错（${status}）` : `The server failed (${status})`,
  })
}
