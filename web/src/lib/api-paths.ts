import type { paths } from '@/lib/api.generated'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** `/api/documents/{type}` as what stands in an address: `/api/documents/${string}`. */
type Filled<Path extends string> = Path extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : Path

/** The addresses that the server answers to this method, as its own description says. */
export type ApiPath<M extends Method> = {
  [Path in keyof paths]: [paths[Path][M]] extends [undefined] ? never : Filled<Path>
}[keyof paths]
