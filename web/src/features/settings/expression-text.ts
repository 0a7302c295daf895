import type { ExpressionProblem } from '@/lib/expression/problem'
import { messages } from '@/lib/text'

/** What is wrong with a formula, in the words that the server has for the same codes. */
export const expressionText = messages({
  expression_too_long: {
    zh: '公式太长（最多 {most} 个字）',
    en: 'Longer than {most} characters',
  },
  expression_too_deep: {
    zh: '公式嵌套太深（最多 {most} 层）',
    en: 'Nested deeper than {most}',
  },
  unclosed: {
    zh: '第 {at} 个字处的 {sign} 没有结束',
    en: '{sign} at character {at} is not closed',
  },
  bad_number: { zh: '“{value}”不是可用的数字', en: '`{value}` is no number that can be used' },
  unexpected: {
    zh: '第 {at} 个字处不该有“{found}”',
    en: '`{found}` at character {at} is not expected',
  },
  unexpected_end: { zh: '公式没有写完', en: 'The formula is not finished' },
  unknown_function: { zh: '没有函数 {name}', en: 'There is no function {name}' },
  wrong_arguments: {
    zh: '{function} 要 {fewest} 到 {most} 个参数',
    en: '{function} takes {fewest} to {most} arguments',
  },
  unknown_name: { zh: '没有字段“{name}”', en: 'There is no field `{name}`' },
  ambiguous_name: {
    zh: '有多个字段叫“{name}”，请用字段名',
    en: 'Several fields are called `{name}`; use the name',
  },
  not_a_value: { zh: '“{name}”不能直接用在公式里', en: '`{name}` cannot be used by itself' },
  column_outside: {
    zh: '“{name}”是明细的列，要放在 SUM 这样的汇总函数里',
    en: '`{name}` is a column of lines: put it into a function like SUM',
  },
  mixed_rows: {
    zh: '不能同时使用明细“{first}”和“{second}”',
    en: 'The lines of `{first}` and `{second}` cannot be mixed',
  },
  type_mismatch: {
    zh: '{whose} 需要 {expected}，得到的是 {found}',
    en: '{whose} needs {expected}, not {found}',
  },
  other: { zh: '公式看不懂', en: 'The formula is not understood' },
})

type Words = { readonly [name in keyof typeof expressionText]: string } & ((
  name: keyof typeof expressionText,
  values: Record<string, string>,
) => string)

export function sentenceOf(problem: ExpressionProblem, t: Words): string {
  const known = problem.code in expressionText
  return known ? t(problem.code as keyof typeof expressionText, problem.params) : t.other
}
