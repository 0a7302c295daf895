/** Why a text is not an expression. Codes are those of the server. */
export class ExpressionProblem extends Error {
  readonly code: string
  readonly params: Record<string, string>

  constructor(code: string, params: Record<string, string | number> = {}) {
    super(code)
    this.code = code
    this.params = Object.fromEntries(Object.entries(params).map(([k, v]) => [k, String(v)]))
  }
}
