import {
  BoldOutlined,
  ItalicOutlined,
  LinkOutlined,
  OrderedListOutlined,
  RedoOutlined,
  UndoOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons'
import { EditorContent, useEditor, useEditorState, type Editor } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import { Button, Input, Popover } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { RichTextProps } from '@/documents/kinds/rich-text-input'
import { messages, useText } from '@/lib/text'
import css from './rich-text.module.css'

const m = messages({
  tools: { zh: '格式', en: 'Format' },
  heading: { zh: '标题', en: 'Heading' },
  bold: { zh: '粗体', en: 'Bold' },
  italic: { zh: '斜体', en: 'Italic' },
  bullets: { zh: '项目符号', en: 'Bullets' },
  numbers: { zh: '编号', en: 'Numbers' },
  link: { zh: '链接', en: 'Link' },
  linkTo: { zh: '网址，回车确定；留空去掉链接', en: 'Address, then Enter; empty removes the link' },
  undo: { zh: '撤销', en: 'Undo' },
  redo: { zh: '重做', en: 'Redo' },
})

export default function RichTextEditor(props: RichTextProps) {
  const { value, onChange, label, id, disabled = false, invalid = false } = props
  const latest = useRef(onChange)
  const told = useRef(value)
  useEffect(() => {
    latest.current = onChange
  })
  const editor = useEditor({
    extensions: [
      StarterKit.configure({
        heading: { levels: [2, 3] },
        link: { openOnClick: false, defaultProtocol: 'https', protocols: ['mailto', 'tel'] },
      }),
    ],
    content: value,
    editable: !disabled,
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': label,
        ...(id !== undefined && { id }),
        ...(invalid && { 'aria-invalid': 'true' }),
      },
    },
    onUpdate: ({ editor }) => {
      const html = editor.isEmpty ? '' : editor.getHTML()
      told.current = html
      latest.current(html)
    },
  })
  // A default or a rule may fill it in from outside; what was typed is not put back under the caret.
  useEffect(() => {
    if (value !== told.current) {
      told.current = value
      editor.commands.setContent(value, { emitUpdate: false })
    }
  }, [editor, value])
  useEffect(() => editor.setEditable(!disabled, false), [editor, disabled])
  return (
    <div className={invalid ? css.faulty : css.frame}>
      {!disabled && <Tools editor={editor} />}
      <EditorContent editor={editor} className={css.page} />
    </div>
  )
}

function Tools({ editor }: { editor: Editor }) {
  const t = useText(m)
  const is = useEditorState({
    editor,
    selector: ({ editor }) => ({
      heading: editor.isActive('heading'),
      bold: editor.isActive('bold'),
      italic: editor.isActive('italic'),
      bullets: editor.isActive('bulletList'),
      numbers: editor.isActive('orderedList'),
      link: editor.isActive('link'),
      undo: editor.can().undo(),
      redo: editor.can().redo(),
    }),
  })
  const act = () => editor.chain().focus()
  return (
    <div className={css.tools} role="toolbar" aria-label={t.tools}>
      <Tool
        label={t.heading}
        on={is.heading}
        act={() => act().toggleHeading({ level: 2 }).run()}
        icon={<b>H</b>}
      />
      <Tool
        label={t.bold}
        on={is.bold}
        act={() => act().toggleBold().run()}
        icon={<BoldOutlined />}
      />
      <Tool
        label={t.italic}
        on={is.italic}
        act={() => act().toggleItalic().run()}
        icon={<ItalicOutlined />}
      />
      <Tool
        label={t.bullets}
        on={is.bullets}
        act={() => act().toggleBulletList().run()}
        icon={<UnorderedListOutlined />}
      />
      <Tool
        label={t.numbers}
        on={is.numbers}
        act={() => act().toggleOrderedList().run()}
        icon={<OrderedListOutlined />}
      />
      <LinkTool editor={editor} on={is.link} />
      <span className={css.gap} />
      <Tool label={t.undo} off={!is.undo} act={() => act().undo().run()} icon={<UndoOutlined />} />
      <Tool label={t.redo} off={!is.redo} act={() => act().redo().run()} icon={<RedoOutlined />} />
    </div>
  )
}

type ToolProps = { label: string; icon: ReactNode; act: () => void; on?: boolean; off?: boolean }

function Tool({ label, icon, act, on, off = false }: ToolProps) {
  return (
    <Button
      size="small"
      type={on ? 'primary' : 'text'}
      icon={icon}
      disabled={off}
      aria-label={label}
      title={label}
      {...(on !== undefined && { 'aria-pressed': on })}
      onClick={act}
    />
  )
}

function LinkTool({ editor, on }: { editor: Editor; on: boolean }) {
  const t = useText(m)
  const [address, setAddress] = useState<string | null>(null)
  const take = () => {
    const to = address?.trim() ?? ''
    const chain = editor.chain().focus().extendMarkRange('link')
    if (to === '') chain.unsetLink().run()
    else chain.setLink({ href: /^(https?:|mailto:|tel:)/i.test(to) ? to : `https://${to}` }).run()
    setAddress(null)
  }
  return (
    <Popover
      trigger="click"
      open={address !== null}
      onOpenChange={(open) =>
        setAddress(open ? String(editor.getAttributes('link').href ?? '') : null)
      }
      content={
        <Input
          autoFocus
          aria-label={t.linkTo}
          placeholder={t.linkTo}
          value={address ?? ''}
          className={css.address}
          onChange={(event) => setAddress(event.target.value)}
          onPressEnter={(event) => {
            event.preventDefault()
            take()
          }}
        />
      }
    >
      <Button
        size="small"
        type={on ? 'primary' : 'text'}
        icon={<LinkOutlined />}
        aria-label={t.link}
        title={t.link}
        aria-pressed={on}
      />
    </Popover>
  )
}
