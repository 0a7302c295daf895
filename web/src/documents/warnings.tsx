import { confirm } from '@/components/feedback'
import { ApiProblem } from '@/lib/api-client'
import { messages, text } from '@/lib/text'

const m = messages({
  title: { zh: '请确认', en: 'Please check' },
  anyway: { zh: '仍然保存', en: 'Save anyway' },
  back: { zh: '回去修改', en: 'Go back' },
})

/** Somebody read the warnings and went back. */
export class NotAccepted extends Error {}

/** Does it, and where the server only warns, does it again when the warnings are accepted. */
export async function withWarnings<T>(act: (accept: boolean) => Promise<T>): Promise<T> {
  try {
    return await act(false)
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'warnings') throw error
    const t = text(m)
    const sure = await confirm({
      title: t.title,
      content: (
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {error.problems.map((problem, index) => (
            <li key={index}>{problem.message}</li>
          ))}
        </ul>
      ),
      ok: t.anyway,
      cancel: t.back,
    })
    if (!sure) throw new NotAccepted()
    return act(true)
  }
}
