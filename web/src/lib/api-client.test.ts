import { afterEach, describe, expect, it, vi } from 'vitest'
import { api, ApiProblem, fileName, withQuery } from '@/lib/api-client'

afterEach(() => vi.unstubAllGlobals())

function answer(status: number, body: string) {
  const fetch = vi.fn<(path: string, init?: RequestInit) => Promise<Response>>(() =>
    Promise.resolve(new Response(body || null, { status })),
  )
  vi.stubGlobal('fetch', fetch)
  return fetch
}

describe('requests', () => {
  it('carry a language, and a key that makes a repeat harmless', async () => {
    const fetch = answer(201, '{"id":"1"}')
    await api.post('/api/documents/item', { fields: {} }, { idempotencyKey: 'abc' })
    const [path, init] = fetch.mock.calls[0]!
    expect(path).toBe('/api/documents/item')
    expect(init).toMatchObject({
      method: 'POST',
      body: '{"fields":{}}',
      headers: { 'accept-language': 'zh', 'idempotency-key': 'abc' },
    })
  })
  it('leave out what is not asked', () => {
    expect(withQuery('/api/stock', { q: '茶', item: '', after: null, limit: 50 })).toBe(
      '/api/stock?q=%E8%8C%B6&limit=50',
    )
    expect(withQuery('/api/stock')).toBe('/api/stock')
  })
})

describe('answers that are none', () => {
  it('become problems with their code, numbers and places', async () => {
    answer(
      422,
      '{"code":"invalid","title":"有 1 处需要改正","status":422,"problems":[{"path":"code","code":"required","message":"编码不能为空"}]}',
    )
    const problem = await api.get('/api/me').catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(ApiProblem)
    expect(problem).toMatchObject({ status: 422, code: 'invalid', params: {} })
    expect((problem as ApiProblem).problems[0]?.path).toBe('code')
  })
  it('are told calmly when a proxy answers with a page, or nobody does', async () => {
    answer(502, '<html>Bad gateway</html>')
    await expect(api.get('/api/me')).rejects.toMatchObject({ status: 502, code: 'unexpected' })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(api.get('/api/me')).rejects.toMatchObject({ status: 0, code: 'unreachable' })
  })
  it('may be empty', async () => {
    answer(204, '')
    await expect(api.del('/api/session')).resolves.toBeUndefined()
  })
})

it('reads the file name of a download, the Chinese one first', () => {
  expect(
    fileName(`attachment; filename="items.xlsx"; filename*=UTF-8''%E5%95%86%E5%93%81.xlsx`),
  ).toBe('商品.xlsx')
  expect(fileName('attachment; filename="items.csv"')).toBe('items.csv')
  expect(fileName(null)).toBeNull()
})
