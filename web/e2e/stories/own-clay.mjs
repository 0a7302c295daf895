import { teaMerchant } from '../company.mjs'
import { choose, fill, pick, press, signIn } from '../screens.mjs'

export const title = 'an administrator adds a field and a document type, and uses both'

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10' })
  const page = await open()
  const main = page.getByRole('main')
  await signIn(page)

  // A field on a built-in type, shown in its list.
  await page.goto('/settings/fields/item')
  await press(page, '添加字段')
  await fill(page, '中文名称', '产地')
  await fill(page, '英文名称', 'Place of origin')
  await choose(page, '类型', '选项')
  await fill(page, '选项（每行一个）', '杭州 | Hangzhou\n云南 | Yunnan')
  await shot(page, 'new-field')
  await press(page.getByRole('dialog'), '保存')
  await expect.visible(main.getByRole('cell', { name: /产地/ }))
  await choose(page, '添加一列', '产地')

  await page.goto('/d/item/A1/edit')
  await choose(page, '产地', '云南')
  await shot(page, 'field-in-form')
  await press(page, /保存/)
  await expect.text(main, /产地 云南/)
  await page.goto('/d/item')
  await expect.text(main.getByRole('row', { name: /A1/ }), '云南')
  await shot(page, 'field-in-list')

  // A check of our own on a built-in type, which the server keeps too.
  await page.goto('/settings/fields/carrier')
  await press(page, '添加检查')
  await main.getByText('写公式', { exact: true }).click()
  await fill(page, '必须满足 1', 'LEN([phone]) >= 5')
  await fill(page, '中文名称', '电话太短')
  await shot(page, 'own-check')
  const save = main.getByRole('button', { name: '保存', exact: true })
  await save.click()
  await expect.gone(save)
  const carrier = { code: 'K1', name: '快递', phone: '12' }
  const refused = await server.create('carrier', carrier).catch((error) => error.message)
  expect.equal(String(refused).includes('电话太短'), true, 'the check refuses a short number')
  await server.create('carrier', { ...carrier, phone: '95353' })

  // A type of our own.
  await page.goto('/settings/types/new')
  await fill(page, '中文名称', '维修单')
  await fill(page, '英文名称', 'Repair')
  expect.equal(await page.getByLabel('标识', { exact: true }).inputValue(), 'repair', 'identifier')
  await addField(page, { zh: '商品', en: 'Item', kind: '连接其他单据', target: '商品' })
  await addField(page, { zh: '故障', en: 'Fault' })
  await fill(page, '前缀', 'WX-')
  await shot(page, 'new-type')
  await press(page, '创建')
  await page.waitForURL('**/d/repair')

  await page.goto('/d/repair/new')
  await pick(page, '商品', 'A1')
  await fill(page, '故障', '盒盖开裂')
  await shot(page, 'new-document')
  await press(page, /保存并确认/)
  await expect.visible(page.getByRole('heading', { name: /WX-0*1/ }))
  await expect.text(main, /已确认/)
  await expect.text(main, /盒盖开裂/)
  await shot(page, 'document')
  await page.goto('/d/repair')
  await expect.text(main.getByRole('row', { name: /WX-0*1/ }), '盒盖开裂')
}

async function addField(page, { zh, en, kind, target }) {
  await press(page, '添加字段')
  const dialog = page.getByRole('dialog')
  await fill(dialog, '中文名称', zh)
  await fill(dialog, '英文名称', en)
  if (kind) await choose(page, '类型', kind)
  if (target) await choose(page, '连接到', target)
  await press(dialog, '保存')
  await dialog.waitFor({ state: 'hidden' })
}
