import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { saveText, toCsv } from '@/lib/csv'
import { today } from '@/lib/dates'
import { messages, useText } from '@/lib/text'

const m = messages({ export: { zh: '导出', en: 'Export' } })

type ExportButtonProps = {
  /** What the file holds; the day is added. */
  name: string
  /** The first line names the columns. */
  lines: () => (string | null | undefined)[][]
  size?: 'small' | 'middle'
  disabled?: boolean
}

/** Gives what is on the screen as a file for a spreadsheet. */
export function ExportButton({ name, lines, size = 'small', disabled }: ExportButtonProps) {
  const t = useText(m)
  return (
    <Button
      size={size}
      icon={<DownloadOutlined />}
      disabled={disabled ?? false}
      onClick={() => saveText(`${name} ${today()}.csv`, toCsv(lines()))}
    >
      {t.export}
    </Button>
  )
}
