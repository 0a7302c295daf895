import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

it('knows every route that the server describes', () => {
  const { paths } = JSON.parse(read('../../../crates/api/openapi.json')) as {
    paths: Record<string, Record<string, { operationId: string }>>
  }
  const generated = read('api.generated.ts')
  const routes = Object.values(paths).flatMap((methods) => Object.entries(methods))
  expect(routes.length).toBeGreaterThan(50)
  const missing = routes
    .map(([method, { operationId }]) => `${method}: operations['${operationId}']`)
    .filter((operation) => !generated.includes(operation))
  expect(missing, 'run `npm run generate`').toEqual([])
})
