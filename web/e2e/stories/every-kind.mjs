import { Buffer } from 'node:buffer'
import { deflateSync, crc32 } from 'node:zlib'
import { phone } from '../browser.mjs'
import { clerk, teaMerchant } from '../company.mjs'
import { choose, fill, pick, press, signIn } from '../screens.mjs'
import { password } from '../server.mjs'

export const title = 'an administrator makes a type with every kind of field, a clerk fills it in'

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10' })
  await clerk(server, 'xiaoli', ['seller'])
  const page = await open()
  await signIn(page)

  // A few fields by hand, as somebody does who never saw a formula; the others behind the screen.
  await page.goto('/settings/types/new')
  await fill(page, '中文名称', '样品单')
  await fill(page, '英文名称', 'Sample')
  await addField(page, { zh: '客户', kind: '连接其他单据', target: '客户' })
  await addField(page, { zh: '加急', kind: '是 / 否' })
  await press(page, '添加字段')
  const dialog = page.getByRole('dialog')
  await fill(dialog, '中文名称', '加急原因')
  await dialog.getByRole('tab', { name: '规则' }).click()
  await press(dialog, '什么时候显示 添加条件')
  await find(page, '什么时候显示 字段 1', '加急')
  await press(dialog, '什么时候必填 添加条件')
  await find(page, '什么时候必填 字段 1', '加急')
  await shot(page, 'rule')
  await press(dialog, '保存')
  await dialog.waitFor({ state: 'hidden' })
  await addField(page, { zh: '数量', kind: '数量' })
  await press(page, '添加字段')
  await fill(dialog, '中文名称', '双份')
  await choose(page, '类型', '数量')
  await dialog.getByRole('tab', { name: '值从哪来' }).click()
  await dialog.getByText('自动计算，不能手改').click()
  await fill(dialog, '公式', '[field_4] *')
  await expect.text(dialog, /公式没有写完/)
  await fill(dialog, '公式', '[field_4] * 2')
  await expect.text(dialog, /可以用/)
  await shot(page, 'formula')
  await press(dialog, '取消')
  await dialog.waitFor({ state: 'hidden' })
  await shot(page, 'designer')

  await server.put('/api/document-types/sample', everyKind())

  // A clerk at a desk.
  const desk = await open()
  await signIn(desk, 'xiaoli', password)
  const form = desk.getByRole('main')
  await desk.goto('/d/sample/new')
  await pick(desk, '客户', 'C1')
  await expect.text(form, /老茶馆/)
  await desk.getByLabel('说明', { exact: true }).fill('第一行\n第二行')
  await desk.getByRole('textbox', { name: '正文' }).click()
  await desk.keyboard.press('Control+b')
  await desk.keyboard.type('重要')
  await desk.keyboard.press('Control+b')
  await desk.keyboard.type(' 的话')
  await fill(desk, '电话', '0571-8888 6666')
  await fill(desk, '邮箱', 'li@example.com')
  await fill(desk, '网址', 'https://example.com/tea')
  await find(desk, '标签', '易碎')
  await desk.keyboard.press('Escape')
  await desk.getByRole('combobox', { name: '送货地址 省 / 市 / 区县' }).click()
  await desk.getByRole('menuitemcheckbox', { name: '浙江省' }).click()
  await desk.getByRole('menuitemcheckbox', { name: '杭州市' }).click()
  await desk.getByRole('menuitemcheckbox', { name: '西湖区' }).click()
  await fill(desk, '送货地址 街道、门牌号', '文三路 1 号')
  await fill(desk, '位置 纬度, 经度', '30.27, 120.13')
  await desk.locator('input[data-files=papers]').setInputFiles(pdf('合同.pdf'))
  await expect.visible(form.getByRole('link', { name: '打开 合同.pdf' }))
  await desk.locator('input[data-files=photos]').setInputFiles(picture('样品.png'))
  await expect.visible(form.getByRole('button', { name: '打开 样品.png' }))
  await press(desk, '签收 签名')
  const sheet = desk.getByRole('dialog').locator('canvas')
  await sheet.hover({ position: { x: 60, y: 60 } })
  const box = await sheet.boundingBox()
  await desk.mouse.down()
  for (let step = 1; step <= 20; step += 1) {
    await desk.mouse.move(box.x + 60 + step * 14, box.y + 60 + (step % 5) * 20)
  }
  await desk.mouse.up()
  await shot(desk, 'signature')
  await press(desk, '完成签名')

  // A rule shows a field, and asks for it.
  expect.equal(await form.getByLabel('加急原因').count(), 0, 'not shown yet')
  await desk.getByRole('switch', { name: '加急' }).click()
  await expect.visible(form.getByLabel(/^加急原因/))
  await shot(desk, 'form')
  await press(desk, /^保\s?存/)
  await expect.text(form.getByRole('alert').first(), /./)
  await desk.getByLabel(/^加急原因/).fill('客户展会')

  // A warning is accepted; the inspector says where a value came from.
  await fill(desk, '数量', '500')
  await press(desk, '为什么“两倍”是这个值')
  await expect.text(desk.getByRole('tooltip'), /由公式算出/)
  await shot(desk, 'why')
  await desk.keyboard.press('Escape')
  await desk.keyboard.press('Control+s')
  await expect.visible(desk.getByRole('dialog').getByText('数量很大'))
  await shot(desk, 'warning')
  await press(desk.getByRole('dialog'), '仍然保存')
  await desk.waitForURL(/\/d\/sample\/(?!new)[^/]+$/)
  await expect.text(form, /浙江省杭州市西湖区文三路 1 号/)
  await expect.text(form, /重要 的话/)
  await shot(desk, 'document')

  // What was attached opens.
  await form.getByRole('button', { name: '打开 样品.png' }).click()
  const large = desk.getByRole('dialog').getByRole('img', { name: '样品.png' })
  await expect.visible(large)
  await desk.waitForFunction(
    (image) => image.complete && image.naturalWidth > 0,
    await large.elementHandle(),
  )
  await shot(desk, 'picture')
  await desk.keyboard.press('Escape')
  const href = await form.getByRole('link', { name: '打开 合同.pdf' }).getAttribute('href')
  const file = await desk.request.get(href)
  expect.equal(file.headers()['content-type'], 'application/pdf', 'what the file is')

  // Edited again: all is there, what depends follows, and history and list tell it.
  const address = desk.url()
  await press(desk, '编辑')
  await expect.visible(form.getByRole('button', { name: '签收 重新签名' }))
  await expect.visible(form.getByRole('link', { name: '打开 合同.pdf' }))
  await expect.text(form.getByRole('textbox', { name: '正文' }), '重要 的话')
  await fill(desk, '数量', '60')
  await press(desk, /^保\s?存/)
  await desk.waitForURL(address)
  await expect.text(form, /数量 60 两倍 120/)
  await expect.text(desk.getByRole('region', { name: '历史' }), /数量 500 → 60/)
  await shot(desk, 'edited')
  await desk.goto('/d/sample')
  const row = desk.getByRole('table').getByRole('row').nth(1)
  await expect.text(row, /老茶馆 60 120 0571-8888 6666 易碎/)
  await expect.text(row, /西湖区/)
  await shot(desk, 'list')

  // The same on a phone, in English.
  const small = await open({ size: phone, language: 'en-GB' })
  await small.addInitScript(() => localStorage.setItem('changping.language', 'en'))
  await signIn(small, 'xiaoli', password)
  await small.goto('/d/sample/new')
  await expect.visible(small.getByRole('heading', { name: 'New sample' }))
  await shot(small, 'phone-form')
  await small.goto(new URL(address).pathname)
  await expect.text(small.getByRole('main'), /合同.pdf/)
  await shot(small, 'phone-document')
}

async function addField(page, { zh, kind, target }) {
  await press(page, '添加字段')
  const dialog = page.getByRole('dialog')
  await fill(dialog, '中文名称', zh)
  if (kind) await choose(page, '类型', kind)
  if (target) await choose(page, '连接到', target)
  await press(dialog, '保存')
  await dialog.waitFor({ state: 'hidden' })
}

/** An option of a box that is searched. */
async function find(page, label, option) {
  const box = page.getByRole('combobox', { name: label, exact: true })
  await box.click()
  await box.fill(option)
  await box.press('Enter')
}

function everyKind() {
  const field = (name, zh, kind, more = {}) => ({ name, label: { zh, en: zh }, kind, ...more })
  const tags = [
    { value: 'fragile', label: { zh: '易碎', en: 'Fragile' }, colour: 'red' },
    { value: 'cold', label: { zh: '冷藏', en: 'Cold' }, colour: 'blue' },
  ]
  const head = [
    field('customer', '客户', 'link:customer'),
    field('contact', '客户名称', 'lookup', { lookup: { link: 'customer', field: 'name' } }),
    field('urgent', '加急', 'yes_no'),
    field('reason', '加急原因', 'text', { show_when: '[urgent]', required_when: '[urgent]' }),
    field('quantity', '数量', 'quantity'),
    field('twice', '两倍', 'quantity', { formula: '[quantity] * 2' }),
    field('phone', '电话', 'phone'),
    field('mail', '邮箱', 'email'),
    field('site', '网址', 'url'),
    field('tags', '标签', 'choices', { choices: tags }),
    field('ship_to', '送货地址', 'address'),
    field('place', '位置', 'location'),
    field('signed', '签收', 'signature'),
    field('code', '二维码', 'qr'),
    field('note', '说明', 'long_text'),
    field('letter', '正文', 'rich_text'),
    field('papers', '附件', 'attachment'),
    field('photos', '照片', 'image'),
    field('parent', '原样品', 'link:sample'),
    field('children', '补寄', 'linked_table', { linked: { of: 'sample', by: 'parent' } }),
  ]
  const lines = [
    field('item', '商品', 'link:item'),
    field('item_name', '品名', 'lookup', { lookup: { link: 'item', field: 'name' } }),
    field('line_tags', '行标签', 'choices', { choices: tags }),
    field('photo', '行照片', 'image', { max_files: 2 }),
  ]
  const seller = ['seller']
  return {
    label: { zh: '样品单', en: 'Sample' },
    list: ['number', 'customer', 'quantity', 'twice', 'phone', 'tags', 'ship_to', 'photos'],
    fields: [...head, field('lines', '明细', 'rows', { columns: lines })],
    states: [{ name: 'open', label: { zh: '有效', en: 'Open' }, editable: true }],
    transitions: [],
    access: { read: seller, create: seller, edit: seller, delete: seller },
    checks: [
      {
        expression: 'OR(ISBLANK([quantity]), [quantity] <= 100)',
        message: { zh: '数量很大', en: 'That is a lot' },
        field: 'quantity',
        severity: 'warning',
      },
    ],
  }
}

const pdf = (name) => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n'),
})

/** A green square. */
function picture(name) {
  const side = 64
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, Buffer.from([40, 140, 80]))])
  const part = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data])
    const ends = [Buffer.alloc(4), Buffer.alloc(4)]
    ends[0].writeUInt32BE(data.length)
    ends[1].writeUInt32BE(crc32(body))
    return Buffer.concat([ends[0], body, ends[1]])
  }
  const size = Buffer.alloc(13)
  size.writeUInt32BE(side, 0)
  size.writeUInt32BE(side, 4)
  size.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.concat(Array.from({ length: side }, () => row))
  const head = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const buffer = Buffer.concat([
    head,
    part('IHDR', size),
    part('IDAT', deflateSync(rows)),
    part('IEND', Buffer.alloc(0)),
  ])
  return { name, mimeType: 'image/png', buffer }
}
