import { Panel } from '@/components/page'
import { useLabel, useText } from '@/lib/text'
import type { ImportResult } from './import-model'
import { importText } from './import-text'
import css from './notes-list.module.css'

/** What was done with each kind of unclean data. */
export function NotesList({ notes, bad }: Pick<ImportResult, 'notes' | 'bad'>) {
  const t = useText(importText)
  const say = useLabel()
  return (
    <Panel title={t.notes} flush>
      {notes.length === 0 && <p className={css.none}>{bad > 0 ? t.notesNoneElse : t.notesNone}</p>}
      <ul className={css.notes}>
        {notes.map((note) => (
          <li key={note.code} className={css.note}>
            <span className={css.what}>{say(note.label)}</span>
            <span className={css.examples}>
              {note.example_rows.length > 0 &&
                t('examples', { rows: note.example_rows.slice(0, 3).join(t.comma) })}
            </span>
            <b className="num">{t('lines', { n: note.count })}</b>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
